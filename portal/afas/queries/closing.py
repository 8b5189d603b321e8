"""What is still under way in a convention."""

from django.db.models import Q

from portal.base import clock
from portal.habpps.models import Agreement, Grant
from portal.habpps.queries.people import counts_on
from portal.habpps.rights.roles import AFAS_ROLES

from ..models import Declaration
from ..models.declarations import State


def unfinished(agreement: Agreement) -> int:
    """How many declarations of the convention's activities are not validated."""
    return Declaration.objects.filter(activity__agreement=agreement).exclude(state=State.VALIDATED).count()


def unfinished_of(agreement: Agreement, user_id: int) -> int:
    """How many of them lie on activities over which the person holds a role today."""
    held = Grant.objects.filter(counts_on(clock.today()), agreement=agreement, user=user_id, role__in=AFAS_ROLES)
    reached = Q(activity__in=held.values("activity")) | Q(activity__sites__in=held.values("site"))
    found = Declaration.objects.filter(reached, activity__agreement=agreement).exclude(state=State.VALIDATED)
    return found.distinct().count()
