"""Kinds of events as people look for them: a dozen families with French names."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.lifecycle.events import BEGUN_AGAIN, CREATED
from portal.accounts.my_account.events import NAME_CHANGED
from portal.accounts.second_factor.events import FACTOR_FAILED
from portal.habpps.measures.events import AGREEMENT_RESTORED, AGREEMENT_SUSPENDED, PERSON_RESTORED, PERSON_SUSPENDED
from portal.habpps.names.events import ADMINISTRATOR_EMAIL_CHANGED
from portal.habpps.people.events import DEPARTURE
from portal.habpps.screens.events import EXPORTED, REFUSED
from portal.journal.kinds import REGISTRY


@dataclass(frozen=True)
class Family:
    """`starts`: how the names of its kinds begin."""

    label: str
    starts: tuple[str, ...]


MEASURES = (
    PERSON_SUSPENDED.name,
    PERSON_RESTORED.name,
    AGREEMENT_SUSPENDED.name,
    AGREEMENT_RESTORED.name,
    "habpps.delegation_",
    "habpps.password_",
)
# The first family whose `starts` fits holds a kind; the last one holds what is left.
FAMILIES = {
    "mesures": Family("Mesures de précaution", MEASURES),
    "organismes": Family("Organismes, lieux et activités", ("habpps.partner", "habpps.site_", "habpps.activity_")),
    "avenants": Family("Avenants", ("habpps.amendment_",)),
    "conventions": Family("Conventions", ("habpps.agreement_", "habpps.enrolment_", "habpps.document_")),
    "droits": Family("Droits et rôles", ("habpps.right_", "habpps.official_")),
    "utilisateurs": Family(
        "Utilisateurs",
        (
            "habpps.user",
            "habpps.invitation_",
            "habpps.name_",
            ADMINISTRATOR_EMAIL_CHANGED.name,
            NAME_CHANGED.name,
            DEPARTURE.name,
            "habpps.contact_",
            CREATED.name,
            BEGUN_AGAIN.name,
        ),
    ),
    "declarations": Family("Déclarations", ("afas.",)),
    "connexions": Family(
        "Connexions et sessions",
        ("accounts.sign", "accounts.session", "accounts.other_sessions", FACTOR_FAILED.name, "accounts.factor_d"),
    ),
    "comptes": Family("Comptes et mots de passe", ("accounts.",)),
    "mails": Family("Mails", ("habpps.letter_",)),
    "exports": Family("Exports", (EXPORTED.name,)),
    "refus": Family("Refus", (REFUSED.name,)),
    "autres": Family("Autres", ("",)),
}


def family_of(kind: str) -> str:
    return next(key for key, family in FAMILIES.items() if kind.startswith(family.starts))


def kinds_of(family: str) -> list[str]:
    """The kinds of a family, as the journal names them."""
    return [kind for kind in REGISTRY if family_of(kind) == family]
