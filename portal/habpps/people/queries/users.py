"""The people of a convention. A row is an access (the grant PARTNER_USER), not an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, TextChoices

from portal.accounts.models import User
from portal.base import clock
from portal.base.ordering import empty_last, sorted_by
from portal.base.statements import Found, Statement
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.agreements import with_caf
from portal.habpps.models.grants import over_on, standing_on
from portal.habpps.permissions import MANAGE_USERS, VIEW_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible, visible_filter
from portal.habpps.rights.effective import RELATED
from portal.habpps.rights.labels import told_among
from portal.habpps.rights.lives import ENDING_RELATED, LIFE_COLUMNS
from portal.habpps.rights.order import BY_ROLE
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.habpps.rights.shown import SHOWN, grants_with_shown, shown_as, shown_name_order

MOST = 100  # the rows of the longest page
COLUMNS = (
    "public_id",
    "user_id",
    "user__state",
    "suspended_at",
    "shown_username",
    "shown_last_name",
    "shown_first_name",
    "shown_email",
    "shown_phone",
    "shown_invited_at",
    *LIFE_COLUMNS,
)
SORTS = {
    "identifiant": "shown_username",
    "nom": "shown_last_name",
    "prenom": "shown_first_name",
    "adresse": "shown_email",
    "telephone": "shown_phone",
    "ouverture": "valid_from",
    "cloture": "valid_until",
}


class Status(TextChoices):
    OPEN = "OUVERT", "Ouvert"
    COMING = "A_VENIR", "À venir"
    CLOSED = "CLOTURE", "Clôturé"
    INVITED = "INVITE", "Invitation envoyée"
    LAPSED = "EXPIREE", "Invitation expirée"
    SUSPENDED = "SUSPENDU", "Suspendu"


@dataclass(frozen=True)
class UserSearch:
    """What the list is narrowed to. `group`: the public id of a group; `status`: a `Status`; `sort`: a key of `SORTS`,
    « -key » descending."""

    username: str = ""
    last_name: str = ""
    first_name: str = ""
    group: str = ""
    status: str = ""
    sort: str = "nom"


EVERYBODY = UserSearch()


def memberships(actor: Actor) -> QuerySet[Grant]:
    """Every access that the actor may see, whatever the convention."""
    return visible(actor, VIEW_USERS, Grant).filter(role=Role.PARTNER_USER)


def list_users(actor: Actor, agreement: Agreement, search: UserSearch = EVERYBODY) -> Found:
    """Who has, had or will have access to the convention, as it sees them."""
    asked = Q()
    for name in ("username", "last_name", "first_name"):
        if typed := getattr(search, name):
            asked &= Q(**{f"shown_{name}__folded_contains": typed})
    if search.status:
        asked &= in_status(search.status, actor.today)
    return users_within.found(
        search.sort,
        reach=visible_filter(actor, Grant, VIEW_USERS),
        agreement=agreement,
        day=actor.today,
        group=search.group or None,
        asked=asked,
    )


@Statement
def users_within(
    sort: str, reach: Any, agreement: Any, day: Any, group: Any, asked: Any
) -> QuerySet[Grant, dict[str, Any]]:
    found = _shown_accesses(reach).filter(agreement=agreement)
    if group is not None:
        inside = Grant.objects.filter(
            agreement=agreement, group__public_id=group, role__in=GROUP_ROLES.values()
        ).standing(day)
        found = found.filter(user_id__in=inside.values("user_id"))
    return found.filter(asked).order_by(sorted_by(sort, SORTS), "shown_first_name", "id").values(*COLUMNS)


def list_shown_accesses(actor: Actor) -> QuerySet[Any]:
    """Every access that the actor may see, with what a row shows of its person."""
    return _shown_accesses(visible_filter(actor, Grant, VIEW_USERS))


def _shown_accesses(reach: Q) -> QuerySet[Any]:
    found = grants_with_shown("username", "last_name", "first_name", "email", "phone", "invited_at")
    return found.filter(reach, role=Role.PARTNER_USER)


def list_accesses(actor: Actor, agreement: Agreement) -> QuerySet[Grant]:
    """The accesses to one convention, past and to come, to whoever may see it."""
    return memberships(actor).filter(agreement=agreement)


def find_ticked_accesses(actor: Actor, agreement: Agreement, public_ids: list[str]) -> list[Grant]:
    """The ticked ones among the convention's accesses; others are as if they did not exist."""
    found = list_accesses(actor, agreement).filter(public_id__in=public_ids[:MOST])
    return with_names(found)


def with_names(grants: QuerySet[Grant]) -> list[Grant]:
    """In the order of the names as shown, with what tells people apart (`shown_first_name`… `shown_email`)."""
    named = {f"shown_{name}": shown_as(name) for name in ("last_name", "first_name", "username", "email")}
    return list(grants.annotate(**named).select_related("user", "agreement").order_by(*shown_name_order(), "id"))


def in_status(status: str, today: date) -> Q:
    """A state of the list as a filter of its rows; the same as `tables.states.user_states` draws."""
    over = over_on(today)
    over |= Q(user__state=User.State.CLOSED, shown_invited_at=None)
    suspended = Q(suspended_at__isnull=False) | Q(user__state=User.State.SUSPENDED, shown_invited_at=None)
    since = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    return {
        Status.OPEN: ~over & Q(valid_from__lte=today),
        Status.COMING: ~over & Q(valid_from__gt=today),
        Status.CLOSED: over,
        Status.INVITED: ~over & Q(shown_invited_at__gt=since),
        Status.LAPSED: ~over & Q(shown_invited_at__lte=since),
        Status.SUSPENDED: ~over & suspended,
    }[Status(status)]


def find_access_by_email(agreement: Agreement, email: str, today: date) -> Grant | None:
    """« Look there first »: the access of this e-mail to this very convention, still open or to come."""
    if not email:
        return None
    return (
        Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER, user__email__lower=email.lower())
        .standing(today)
        .select_related("user")
        .first()
    )


def rights_under(membership: Grant, today: date) -> Found:
    """Everything that the person holds, will hold, then held in the convention, this access aside."""
    return rights_of.found(agreement=membership.agreement_id, user=membership.user_id, day=today)


@Statement
def rights_of(agreement: Any, user: Any, day: Any) -> QuerySet[Grant]:
    found = Grant.objects.filter(agreement=agreement, user_id=user).exclude(role=Role.PARTNER_USER)
    found = found.select_related("given_by", "activity", "site", *RELATED, *ENDING_RELATED).annotate(
        kept=standing_on(day)
    )
    return found.order_by("-kept", BY_ROLE, empty_last("activity__name"), "-valid_from", "id")


def standing_roles(membership: Grant, today: date) -> set[str]:
    """What the person of an access is in its convention, or will be: a group's member, an administrator…"""
    held = Grant.objects.filter(agreement=membership.agreement, user=membership.user_id)
    return set(held.standing(today).order_by().values_list("role", flat=True).distinct())


def past_rights(membership: Grant, today: date) -> list[Grant]:
    """What hung under an access that is over, once each: groups first, then roles over what is still open."""
    ended = Grant.objects.filter(Q(parent=membership.pk) | Q(parent__parent=membership.pk))
    ended = ended.exclude(role=Role.PARTNER_ADMIN).exclude(activity__closes_on__lt=today)
    found: dict[tuple[Any, ...], Grant] = {}
    ended = ended.select_related("activity", "site", "group")
    for grant in ended.order_by(empty_last("group_id"), "role", "-valid_from", "id"):
        found.setdefault((grant.role, grant.group_id, grant.activity_id, grant.site_id), grant)
    return sorted(found.values(), key=lambda grant: grant.group_id is None)


def has_access_again(membership: Grant, today: date) -> bool:
    """Has the person of an access that is over another one to the same convention?"""
    others = Grant.objects.filter(agreement=membership.agreement, user=membership.user_id, role=Role.PARTNER_USER)
    return others.standing(today).exclude(pk=membership.pk).exists()


@Statement
def accesses_never_answered(reach: Any, day: Any, lapsed: Any) -> QuerySet[Any, Any]:
    found = (
        grants_with_shown("last_name", "first_name", "invited_at")
        .filter(reach, standing_on(day), role=Role.PARTNER_USER)
        .filter(Q(user__state=User.State.PENDING, shown_invited_at=None) | Q(shown_invited_at__lte=lapsed))
        .exclude(agreement__state=Agreement.State.CLOSED)
        .order_by("given_at", "id")
    )
    return found.values_list(
        "shown_first_name", "shown_last_name", "public_id", "agreement__public_id", "agreement_id"
    )[: SHOWN + 1]


def unused_invitations(actor: Actor) -> list[tuple[str, str, str]]:
    """(full name, public id of the access, of the convention) of people whose link has lapsed before they answered; at
    most 4, the last one meaning « more »."""
    lapsed = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    found = accesses_never_answered.found(
        reach=visible_filter(actor, Grant, MANAGE_USERS), day=actor.today, lapsed=lapsed
    )
    rows = list(found)
    told = told_among(actor, {key for *_, key in rows})
    return [
        (with_caf(f"{first} {last}", told.get(key, "")), access, agreement)
        for first, last, access, agreement, key in rows
    ]
