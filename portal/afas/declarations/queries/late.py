"""Which declarations are late: every list and every count reads this; `rules.is_late` says it of one."""

from datetime import date

from django.db.models import Q
from django.db.models.expressions import Combinable

from portal.afas.models.declarations import OPEN_STATES


def late_on(day: date | Combinable) -> Q:
    """Filter of declarations `with_owed`: owed, never sent, and due before the day."""
    return Q(owed=True, due__lt=day, state__in=OPEN_STATES, version=0)
