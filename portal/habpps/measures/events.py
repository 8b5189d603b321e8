"""What the journal keeps of the Caf's measures.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

PERSON_SUSPENDED = EventKind(
    "habpps.person_suspended", BUSINESS, "a suspendu par précaution l'accès de {user} à la convention", ("user",)
)
PERSON_RESTORED = EventKind(
    "habpps.person_restored", BUSINESS, "a rétabli l'accès de {user} à la convention", ("user",)
)
AGREEMENT_SUSPENDED = EventKind(
    "habpps.agreement_suspended",
    BUSINESS,
    "a suspendu par précaution la convention (personnes concernées : {people})",
    ("people",),
)
AGREEMENT_RESTORED = EventKind("habpps.agreement_restored", BUSINESS, "a rétabli la convention suspendue")
DELEGATION_WITHDRAWN = EventKind(
    "habpps.delegation_withdrawn", BUSINESS, "a retiré la gestion déléguée des habilitations"
)
DELEGATION_RESTORED = EventKind("habpps.delegation_restored", BUSINESS, "a rendu la gestion déléguée des habilitations")
PASSWORD_FORCED = EventKind(
    "habpps.password_forced", BUSINESS, "a imposé à {user} de changer de mot de passe", ("user",)
)
PASSWORD_SPARED = EventKind(
    "habpps.password_spared", BUSINESS, "n'impose plus à {user} de changer de mot de passe", ("user",)
)

declare_events(
    PERSON_SUSPENDED,
    PERSON_RESTORED,
    AGREEMENT_SUSPENDED,
    AGREEMENT_RESTORED,
    DELEGATION_WITHDRAWN,
    DELEGATION_RESTORED,
    PASSWORD_FORCED,
    PASSWORD_SPARED,
)
