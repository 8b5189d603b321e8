"""Which declarations are late: every list and every count reads this; `rules.is_late` says it of one."""

from datetime import date

from django.db.models import Q

from portal.afas.models.declarations import OPEN_STATES


def late_on(today: date) -> Q:
    """Filter of declarations `with_owed`: owed, never sent, and due before today."""
    return Q(owed=True, due__lt=today, state__in=OPEN_STATES, version=0)
