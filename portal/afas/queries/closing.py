"""What is still under way in a convention."""

from portal.habpps.models import Agreement

from ..models import Declaration
from ..models.declarations import State


def unfinished(agreement: Agreement) -> int:
    """How many declarations of the convention's activities are not validated."""
    return Declaration.objects.filter(activity__agreement=agreement).exclude(state=State.VALIDATED).count()
