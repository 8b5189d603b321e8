"""The people of a convention. A row is an access (the grant PARTNER_USER), not an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import User

from ..models import Agreement, Grant
from ..rights.actor import Actor
from ..rights.decisions import visible
from ..rights.effective import RELATED
from ..rights.roles import GROUP_ROLES, Role

VIEW = "habpps.view_users"
COLUMNS = (
    "public_id",
    "user__username",
    "user__last_name",
    "user__first_name",
    "user__email",
    "user__phone",
    "user__state",
    "valid_from",
    "valid_until",
    "revoked_at",
)


def memberships(actor: Actor) -> QuerySet[Grant]:
    """Every access that the actor may see, whatever the convention."""
    return visible(actor, VIEW, Grant).filter(role=Role.PARTNER_USER)


def users(
    actor: Actor,
    agreement: Agreement,
    *,
    username: str = "",
    last_name: str = "",
    first_name: str = "",
    group: str = "",
    sort: str = "user__last_name",
) -> QuerySet[Grant, dict[str, Any]]:
    """Who has, had or will have access to the convention; `group`: the public id of one of its groups."""
    found = memberships(actor).filter(agreement=agreement)
    for lookup, typed in (("username", username), ("last_name", last_name), ("first_name", first_name)):
        if typed:
            found = found.filter(**{f"user__{lookup}__icontains": typed})
    if group:
        inside = Grant.objects.filter(
            agreement=agreement, group__public_id=group, revoked_at=None, role__in=GROUP_ROLES.values()
        ).filter(Q(valid_until=None) | Q(valid_until__gte=actor.today))
        found = found.filter(user_id__in=inside.values("user_id"))
    return found.order_by(sort, "user__first_name", "id").values(*COLUMNS)


def already_there(agreement: Agreement, email: str, today: date) -> Grant | None:
    """« Look there first »: the access of this e-mail to this very convention, still open or to come."""
    return (
        Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER, revoked_at=None, user__email__iexact=email)
        .exclude(valid_until__lt=today)
        .select_related("user")
        .first()
    )


def rights_under(membership: Grant) -> list[Grant]:
    """Everything that the person holds, held or will hold in the convention, this access aside."""
    found = Grant.objects.filter(agreement=membership.agreement, user_id=membership.user_id)
    return list(
        found.exclude(role=Role.PARTNER_USER)
        .select_related("given_by", "activity", "site", *RELATED)
        .order_by("role", "-valid_from", "id")
    )


def declarants(agreement: Agreement, actor: Actor) -> list[User]:
    """Who may be given a role: members of « AFAS Déclarer », present or to come; the actor excepted."""
    inside = Grant.objects.filter(agreement=agreement, role=Role.AFAS_DECLARANT, revoked_at=None)
    inside = inside.filter(parent__revoked_at=None).exclude(valid_until__lt=actor.today)
    found = User.objects.filter(pk__in=inside.values("user_id")).exclude(pk=actor.user.pk)
    return list(found.exclude(state=User.State.CLOSED).order_by("last_name", "first_name", "id"))
