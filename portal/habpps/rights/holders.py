"""Who administers a convention or a Caf, on which days, and who can help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.models import Agreement, Caf, Grant, Partner

from .actor import Actor
from .decisions import grantable_roles
from .effective import effective_on
from .periods import Period
from .roles import Role
from .rules import TWO_ADMINISTRATORS
from .shown import account_names, counts_on, shown_as, waiting_at_caf


def helpers_of(actor: Actor) -> list[str]:
    """Who can help a person with a right: the full names of their convention's administrators; at most 4."""
    agreements = {grant.agreement_id for grant in actor.grants if grant.agreement_id}
    if not agreements:
        return []
    named = Grant.objects.filter(counts_on(actor.today), role=Role.PARTNER_ADMIN, agreement_id__in=agreements)
    return account_names(named.exclude(user_id=actor.user.pk))


def caf_helpers_of(actor: Actor) -> list[str]:
    """The same for the people of a Caf: its administrators, once they have answered."""
    cafs = {grant.caf_id for grant in actor.grants if grant.caf_id and not grant.is_partner}
    named = Grant.objects.filter(effective_on(actor.today), role=Role.CAF_ADMIN, caf_id__in=cafs)
    return account_names(named.exclude(Exists(waiting_at_caf())))


def administrators(agreement: Agreement, today: date, *, suspended: bool = True) -> set[int]:
    """Ids of the people who administer the convention on a day, or will: its state and their accounts aside.

    `suspended`: those whom the Caf has suspended too."""
    still = Q(valid_until=None) | Q(valid_until__gte=today)
    above = Q(parent__valid_until=None) | Q(parent__valid_until__gte=today)
    found = Grant.objects.filter(
        still, above, agreement=agreement, role=Role.PARTNER_ADMIN, revoked_at=None, parent__revoked_at=None
    )
    if not suspended:
        found = found.filter(parent__suspended_at=None)
    return set(found.exclude(user__state__in=[User.State.CLOSED]).values_list("user_id", flat=True))


def kept_by_amendment(actor: Actor, agreement: Agreement) -> set[int]:
    """Ids of the administrators whose access the actor cannot end: only the Caf does, by an avenant."""
    if Role.PARTNER_ADMIN in grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk):
        return set()
    return administrators(agreement, actor.today)


def effective_administrators(agreement: Agreement, today: date) -> set[int]:
    """Ids of the people who can administer the convention today."""
    found = Grant.objects.filter(effective_on(today), agreement=agreement, role=Role.PARTNER_ADMIN)
    return set(found.values_list("user_id", flat=True))


def effective_administrator_users(agreement: Agreement) -> list[User]:
    held = Grant.objects.filter(effective_on(clock.today()), agreement=agreement, role=Role.PARTNER_ADMIN)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


SEVERAL = "Vous administrez plusieurs Cafs : choisissez sous l'en-tête celle pour laquelle vous faites cette action."


def own_caf(actor: Actor, partner: Partner | None = None) -> Caf:
    """The Caf whose administrator acts, one that has registered `partner`: of several, that where they work now.

    Raises ActionError when nothing says which.
    """
    held = [grant for grant in actor.grants if grant.role == Role.CAF_ADMIN]
    own = {grant.caf_id for grant in held if grant.caf_id is not None}
    cafs = Caf.objects.filter(pk__in=own).order_by("pk") if partner is None else partner.cafs.all()
    found = {caf.pk: caf for caf in cafs if caf.pk in own}
    now = [found[grant.caf_id] for grant in actor.in_focus(held) if grant.caf_id in found]
    possible = set(now) or set(found.values())
    if len(possible) != 1:
        raise ActionError(SEVERAL)
    return possible.pop()


def standing(agreement: Agreement, today: date) -> list[Grant]:
    """The administrators' grants, present and to come, for the choice of who leaves; `shown_first_name`,
    `shown_last_name` and `shown_invited_at` as the convention knows them."""
    found = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_ADMIN, revoked_at=None, parent__revoked_at=None)
    found = found.exclude(valid_until__lt=today).exclude(parent__valid_until__lt=today)
    found = found.annotate(
        shown_last_name=shown_as("last_name"),
        shown_first_name=shown_as("first_name"),
        shown_invited_at=shown_as("invited_at"),
    )
    return list(found.select_related("user", "parent").order_by("shown_last_name", "shown_first_name", "id"))


def offices(agreement: Agreement, today: date) -> list[tuple[Grant, Period]]:
    """The administrators' grants with the days on which their holders can administer, as far as is known today: active
    account, no suspension, an invitation that was answered.

    The convention's own state and dates are set aside: they stop everybody alike.
    """
    found = []
    for grant in standing(agreement, today):
        if vars(grant)["shown_invited_at"] is not None or grant.user.state != User.State.ACTIVE:
            continue
        if grant.parent is None or grant.parent.suspended_at is not None:
            continue
        above = Period(grant.parent.valid_from, grant.parent.valid_until)
        if days := Period(grant.valid_from, grant.valid_until).meet(above):
            found.append((grant, days))
    return found


def administering(agreement: Agreement, today: date) -> dict[int, list[Period]]:
    """User id -> the days of `offices`."""
    found: dict[int, list[Period]] = {}
    for grant, days in offices(agreement, today):
        found.setdefault(grant.user_id, []).append(days)
    return found


def caf_administrators(caf_id: int) -> QuerySet[Grant]:
    """The administrators' roles, whatever their days, of people who can act: activated, and who have answered."""
    held = Grant.objects.filter(role=Role.CAF_ADMIN, caf=caf_id, revoked_at=None, user__state=User.State.ACTIVE)
    return held.exclude(Exists(waiting_at_caf()))


def lacking_administrators(agreements: QuerySet[Agreement], today: date) -> QuerySet[Any]:
    """Those of the conventions, open, that name fewer than two; `administrators`: how many."""
    still = Q(grants__role=Role.PARTNER_ADMIN, grants__revoked_at=None, grants__parent__revoked_at=None)
    still &= Q(grants__valid_until=None) | Q(grants__valid_until__gte=today)
    still &= ~Q(grants__user__state=User.State.CLOSED)
    return (
        agreements.filter(state=Agreement.State.VALIDATED)
        .exclude(closes_on__lt=today)
        .annotate(administrators=Count("grants__user", filter=still, distinct=True))
        .filter(administrators__lt=TWO_ADMINISTRATORS)
    )


def effective_administrator_grants(agreement_id: int, today: date) -> QuerySet[Grant]:
    """The effective administrators of a convention."""
    return Grant.objects.filter(counts_on(today), agreement=agreement_id, role=Role.PARTNER_ADMIN)


def who_manage(agreement: Agreement, today: date) -> int:
    """How many people of the partner write rights today: administrators and members of « AFAS Habiliter »."""
    found = Grant.objects.filter(
        counts_on(today), agreement=agreement, role__in=[Role.PARTNER_ADMIN, Role.AFAS_MANAGER]
    )
    return found.values("user").distinct().count()
