"""What a password must be (CNIL, délibération 2022-100; ASVS 6.2)."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from portal.accounts.models import User

SHORTEST = 15
LONGEST = 256
SHORTEST_DIGITS = 16
# The top of zxcvbn's scale (0 to 4): its dictionaries are English, so that it thinks too well of French words.
LEAST_SCORE = 4
FRENCH_COMMON = (
    "azerty azertyuiop qsdf qsdfgh qsdfghjklm wxcvbn wxcvbnn motdepasse passe bonjour bonsoir bienvenue merci soleil "
    "doudou loulou chouchou amour jetaime coucou famille maison enfant enfants jeunes association france marseille "
    "paris lyon janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi "
    "mercredi jeudi vendredi samedi dimanche printemps automne hiver connexion identifiant administrateur"
).split()
# zxcvbn takes time with the square of the length: only these first characters are estimated.
ESTIMATED = 72
REFUSED_WORDS = ("caf", "partenaire", "provisoire")
SHORTEST_WORD = 3
# Words of names and addresses that are too common to point to anybody.
COMMON_WORDS = frozenset(
    [
        "com",
        "fr",
        "org",
        "net",
        "gouv",
        "asso",
        "mail",
        "les",
        "des",
        "une",
        "aux",
        "sur",
        "pour",
        "avec",
        "sous",
        "dans",
    ]
)
HINT = (
    f"{SHORTEST} caractères au moins, espaces compris, sans votre nom, « caf » ni « partenaire ». "
    "Quatre mots sans lien entre eux font un bon mot de passe."
)


def _plain(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(texts: Iterable[str]) -> set[str]:
    words = {word for text in texts for word in re.split(r"[\W_]+", _plain(text))}
    return {word for word in words if len(word) >= SHORTEST_WORD}


_organisations: list[Callable[[User], Iterable[str]]] = []


def register_organisations(provider: Callable[[User], Iterable[str]]) -> None:
    """`provider(user)` gives the names of the organisations that the person works for."""
    if provider not in _organisations:
        _organisations.append(provider)


def expected_words(user: User | None) -> set[str]:
    """Words that somebody who knows the person would try first."""
    texts = [settings.INSTANCE["name"], *REFUSED_WORDS]
    if user is not None:
        texts += [user.first_name, user.last_name, user.username, user.email.rsplit(".", 1)[0]]
        texts += [name for provider in _organisations if user.pk for name in provider(user)]
    return _words(texts) - COMMON_WORDS


class LengthValidator:
    """15 to 256 characters of any kind; 16 when there are only digits."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                f"Ce mot de passe compte {len(password)} caractères : ajoutez-en pour arriver à {SHORTEST} au moins. "
                "Quatre mots sans lien entre eux font un bon mot de passe.",
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                f"Ce mot de passe compte {len(password)} caractères : gardez-en {LONGEST} au plus.",
                code="password_too_long",
            )
        if password.isdigit() and len(password) < SHORTEST_DIGITS:
            raise ValidationError(
                f"Un mot de passe fait de chiffres seulement doit en compter {SHORTEST_DIGITS} : "
                "ajoutez-en, ou mêlez-y des lettres.",
                code="password_digits_too_short",
            )

    def get_help_text(self) -> str:
        return f"{SHORTEST} à {LONGEST} caractères."


class GuessabilityValidator:
    """Refuses what is easily guessed: personal or expected words, and whatever zxcvbn scores low."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            return  # `LengthValidator` says so: one error at a time
        plain = _plain(password)
        expected = expected_words(user)
        for word in sorted(expected, key=len, reverse=True):
            if word in plain:
                raise ValidationError(
                    f"Ce mot de passe contient « {word} », que l'on essaierait en premier : choisissez d'autres mots "
                    "que votre nom, votre identifiant, votre adresse mail, votre organisme, « caf » ou "
                    "« partenaire ».",
                    code="password_expected_word",
                )
        if zxcvbn(password[:ESTIMATED], user_inputs=[*sorted(expected), *FRENCH_COMMON])["score"] < LEAST_SCORE:
            raise ValidationError(
                "Ce mot de passe se devine facilement : évitez les suites, les répétitions, les dates et les "
                "expressions connues. Quatre mots sans lien entre eux font un bon mot de passe.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return HINT
