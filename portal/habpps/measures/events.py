"""What the journal keeps of the Caf's measures.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

declare_events(
    EventKind(
        "habpps.person_suspended", BUSINESS, "a suspendu par précaution l'accès de {user} à la convention", ("user",)
    ),
    EventKind("habpps.person_restored", BUSINESS, "a rétabli l'accès de {user} à la convention", ("user",)),
    EventKind(
        "habpps.agreement_suspended",
        BUSINESS,
        "a suspendu par précaution la convention (personnes concernées : {people})",
        ("people",),
    ),
    EventKind("habpps.agreement_restored", BUSINESS, "a rétabli la convention suspendue"),
    EventKind("habpps.delegation_withdrawn", BUSINESS, "a retiré la gestion déléguée des habilitations"),
    EventKind("habpps.delegation_restored", BUSINESS, "a rendu la gestion déléguée des habilitations"),
    EventKind("habpps.password_forced", BUSINESS, "a imposé à {user} de changer de mot de passe", ("user",)),
    EventKind("habpps.password_spared", BUSINESS, "n'impose plus à {user} de changer de mot de passe", ("user",)),
)
