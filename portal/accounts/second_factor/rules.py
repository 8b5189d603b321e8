"""How mails (`FACTOR_LABELS`) and the journal (`FACTOR_WORDS`) name the types of `Authenticator`."""

FACTOR_LABELS = {"APPLICATION": "une application d'authentification", "PASSKEY": "une clé d'accès"}
FACTOR_WORDS = {"APPLICATION": "application", "PASSKEY": "clé d'accès"}
