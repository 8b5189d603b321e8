"""How a convention lives: drafted, validated, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.base.formats import long_date
from portal.habpps.models import Agreement
from portal.habpps.rights.decisions import Decision, allow, refuse
from portal.habpps.rights.rules import TWO_ADMINISTRATORS


def missing_for_validation(*, has_contract: bool, enrolments: int, groups: int, administrators: int) -> list[str]:
    """What a convention still lacks, in French, in the order of the steps."""
    steps = (
        (has_contract, "le contrat de service"),
        (enrolments > 0, "un bulletin d'adhésion"),
        (groups > 0, "les groupes d'habilitation"),
        (administrators >= TWO_ADMINISTRATORS, "deux administrateurs"),
    )
    return [label for done, label in steps if not done]


def may_validate_agreement(state: str, missing: list[str]) -> Decision:
    if state != Agreement.State.DRAFT:
        return refuse("Cette convention est déjà validée ou clôturée.")
    if missing:
        return refuse(f"Il manque : {', '.join(missing)}.")
    return allow()


def may_close_agreement(state: str) -> Decision:
    if state == Agreement.State.CLOSED:
        return refuse("Cette convention est déjà clôturée.")
    if state == Agreement.State.DRAFT:
        return refuse("Cette convention n'est pas encore validée.")
    return allow()


def may_delete_agreement(state: str, *, activated: int, declarations: int) -> Decision:
    """Only what was never used disappears: a draft under which nobody has activated an account made for it, and
    nothing is declared. `activated`: people of the draft whose account is active and who have no right elsewhere.
    """
    if state != Agreement.State.DRAFT:
        return refuse("Cette convention a été validée : elle fait partie de l'histoire. Vous pouvez la clôturer.")
    if activated:
        return refuse(
            "Une personne a déjà activé le compte créé pour cette convention : elle ne peut plus être supprimée."
        )
    if declarations:
        return refuse("Des déclarations existent sous cette convention : elle ne peut plus être supprimée.")
    return allow()


@dataclass(frozen=True)
class AgreementEnding:
    """The last day of a convention, and whether it closes now: a day to come leaves it validated until then."""

    closes_on: date
    closes_now: bool


def read_ending(
    asked: date, *, opens_on: date, closes_on: date | None, today: date
) -> AgreementEnding | dict[str, list[str]]:
    """What closing at a day means, or the errors by field."""
    if opens_on > today and asked <= today:
        # Cancelled before it opened: it was never open, and its dates stay possible.
        return AgreementEnding(opens_on, closes_now=True)
    if asked < opens_on:
        return {"closes_on": ["La date de clôture précède la date d'ouverture."]}
    if closes_on is not None and asked > closes_on:
        message = f"La convention prend déjà fin le {long_date(closes_on)} : pour la prolonger, choisissez «\u00a0Modifier\u00a0»."
        return {"closes_on": [message]}
    return AgreementEnding(asked, closes_now=asked <= today)


def why_not_dates(
    opens_on: date, closes_on: date | None, *, state: str, first_activity: date | None, today: date
) -> dict[str, list[str]]:
    """Errors by field, for a correction of the dates. `first_activity`: when the first one opens."""
    errors = {}
    if closes_on is not None and closes_on < opens_on:
        errors["closes_on"] = ["La date de clôture précède la date d'ouverture."]
    elif closes_on is not None and closes_on < today and state == Agreement.State.VALIDATED:
        errors["closes_on"] = [
            "Cette date est passée : pour mettre fin à la convention, choisissez «\u00a0Clôturer\u00a0»."
        ]
    if first_activity is not None and opens_on > first_activity:
        errors["opens_on"] = [
            f"Une activité est ouverte depuis le {long_date(first_activity)} : pas d'ouverture après."
        ]
    return errors
