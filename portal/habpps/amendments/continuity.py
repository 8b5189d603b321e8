"""Whether a convention stays administered, on every day, through a change of administrator."""

from __future__ import annotations

from datetime import date

from portal.base.formats import short_date
from portal.habpps.models import Agreement, Amendment, Grant
from portal.habpps.rights.holders import days_of_giving, days_of_office
from portal.habpps.rights.periods import Period, cut_before, first_day_alone

from .queries import has_answered_invitation
from .rules import change_day


def why_alone(agreement: Agreement, amendment: Amendment, today: date) -> str:
    """French: why signing now would leave a day without administrator, or without anybody to give roles, and what to
    do; empty when it would not."""
    if amendment.leaving is None:
        return ""
    arriving = f"{amendment.first_name} {amendment.last_name}" if amendment.email else ""
    comes = bool(arriving) and has_answered_invitation(agreement, amendment.email, today)
    day = change_day(amendment.effective_on, today)
    return why_alone_without(agreement, amendment.leaving.user_id, day, today, arriving=arriving, comes=comes)


def why_alone_without(
    agreement: Agreement, leaving_id: int, day: date, today: date, *, arriving: str = "", comes: bool = False
) -> str:
    """The same before there is an avenant: `leaving_id` goes from the day on. `arriving`: the name of who comes;
    `comes`: they have accepted, and could act from that day."""
    for list_days, nobody in (
        (days_of_office, "plus d'administrateur en mesure d'agir"),
        (days_of_giving, "plus personne en mesure de donner les rôles"),
    ):
        alone = _first_day_alone(list_days(agreement, today), leaving_id, day, agreement.closes_on, comes=comes)
        if alone is not None:
            who = f"La personne qui arrive ({arriving}) n'a pas encore accepté d'invitation à cette convention. "
            return (
                f"La convention n'aurait {nobody} le {short_date(alone)}. {who if arriving else ''}"
                "Signez d'abord un avenant qui désigne un administrateur sans départ ; une fois que cette personne aura "
                "accepté l'invitation, ce départ pourra être signé."
            )
    return ""


def _first_day_alone(
    held: list[tuple[Grant, Period]], leaving_id: int, day: date, closes_on: date | None, *, comes: bool
) -> date | None:
    after = [days for grant, days in held if grant.user_id != leaving_id]
    after += [left for grant, days in held if grant.user_id == leaving_id and (left := cut_before(days, day))]
    if comes:
        after.append(Period(day, closes_on))
    return first_day_alone([days for _, days in held], after, day, closes_on)
