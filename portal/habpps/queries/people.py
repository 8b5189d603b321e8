"""People, as others may see them."""

from ..models import Grant
from ..rights.actor import Actor
from ..rights.effective import effective_on
from ..rights.roles import Role


def helpers_of(actor: Actor) -> list[str]:
    """Who can help a person with a right: the full names of their convention's administrators; at most 4."""
    agreements = {grant.agreement_id for grant in actor.grants if grant.agreement_id}
    if not agreements:
        return []
    found = (
        Grant.objects.filter(effective_on(actor.today), role=Role.PARTNER_ADMIN, agreement_id__in=agreements)
        .exclude(user_id=actor.user.pk)
        .order_by("user__last_name", "user__first_name")
        .values_list("user__first_name", "user__last_name")
        .distinct()[:4]
    )
    return [f"{first} {last}" for first, last in found]
