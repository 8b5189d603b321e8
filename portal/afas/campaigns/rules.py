"""What a partner owes, what the Caf may still ask for, and what it may say to be « sans objet »: pure decisions.

`models.dates` says the same of « owed » in SQL; a property test holds both to the same answers.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum

from portal.afas.declarations.rules import may_become
from portal.afas.models import Campaign, Declaration, State
from portal.afas.permissions import DECIDE_OWED
from portal.base.formats import long_date
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, allow, can, refuse
from portal.habpps.rights.periods import Period

LATE_OPENING = timedelta(days=30)
"""What a partner has for a declaration that is opened, or comes back, after its due date."""
GIVEN_UP_YEARS = 1
"""Nothing is paid for year N after 31 December N+1: from then on no declaration is added to its campaigns."""


class Standing(Enum):
    """Of an activity in a campaign: the partner owes the declaration, the Caf may ask for it, or nobody may."""

    OWED = "OWED"
    OFFERED = "OFFERED"
    OUTSIDE = "OUTSIDE"


def standing_in(covered: Period, held: Iterable[Period], *, known_since: date, due_on: date) -> Standing:
    """`covered`: the days that are declared; `held`: those of the activity, its convention and its enrolment.

    All must be open on one same day. What was due before the activity was registered (`known_since`) nobody could
    declare in time: the Caf asks for it if it wants it.
    """
    common: Period | None = covered
    for period in held:
        common = common and common.meet(period)
    if common is None:
        return Standing.OUTSIDE
    return Standing.OWED if due_on >= known_since else Standing.OFFERED


def own_due_date(due_on: date, today: date) -> date | None:
    """The due date of a declaration that begins today; None: the campaign's, which is not past."""
    return today + LATE_OPENING if due_on < today else None


def last_day_to_declare(campaign: Campaign) -> date:
    return date(campaign.fiscal_year + GIVEN_UP_YEARS, 12, 31)


def usual_due_date(campaigns: Iterable[Campaign], today: date) -> date:
    """What is proposed to the Caf that opens these."""
    return min([today + LATE_OPENING, *map(last_day_to_declare, campaigns)])


def why_not_due_on(due_on: date, campaigns: Iterable[Campaign], today: date) -> str:
    """French: why the Caf may not ask for these declarations by that day; "" when it may."""
    if due_on < today:
        return "Choisissez un jour à venir, ou aujourd’hui."
    last = min((last_day_to_declare(campaign) for campaign in campaigns), default=due_on)
    if due_on > last:
        return f"Choisissez le {long_date(last)} au plus tard\u00a0: rien n’est payé après ce jour."
    return ""


def may_waive(actor: Actor, declaration: Declaration) -> Decision:
    """By the Caf, as long as it is in the partner's hands."""
    if not (decision := can(actor, DECIDE_OWED, declaration)):
        return decision
    if declaration.state == State.WAIVED:
        return refuse("Cette déclaration est déjà sans objet.")
    if not may_become(declaration, State.WAIVED):
        return refuse("Cette déclaration a été transmise\u00a0: elle est à traiter, ou à retourner.")
    return allow()


def may_restore(actor: Actor, declaration: Declaration) -> Decision:
    if not (decision := can(actor, DECIDE_OWED, declaration)):
        return decision
    if declaration.state != State.WAIVED:
        return refuse("Cette déclaration n’est pas sans objet.")
    return allow()
