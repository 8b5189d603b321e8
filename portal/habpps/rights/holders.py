"""Who administers a convention or a Caf, on which days, and who can help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.base.folding import fold
from portal.habpps.models import Agreement, Caf, Grant, Partner
from portal.habpps.models.grants import standing_on

from .actor import Actor
from .decisions import grantable_roles
from .effective import effective_on
from .periods import Period, period_of
from .roles import Role
from .rules import TWO_ADMINISTRATORS, ends_by_amendment
from .shown import account_names, grants_counting_on, waiting_invitations

SEVERAL = "Vous administrez plusieurs Cafs : choisissez sous l'en-tête celle pour laquelle vous faites cette action."


def helpers_of(actor: Actor) -> list[str]:
    """Who can help a person with a right: the full names of their convention's administrators; at most 4."""
    agreements = {grant.agreement_id for grant in actor.grants if grant.agreement_id}
    if not agreements:
        return []
    named = grants_counting_on(actor.today).filter(role=Role.PARTNER_ADMIN, agreement_id__in=agreements)
    return account_names(named.exclude(user_id=actor.user.pk))


def caf_helpers_of(actor: Actor) -> list[str]:
    """The same for the people of a Caf: its administrators."""
    cafs = {grant.caf_id for grant in actor.grants if grant.caf_id and not grant.is_partner}
    return account_names(grants_counting_on(actor.today).filter(role=Role.CAF_ADMIN, caf_id__in=cafs))


def administrators(agreement: Agreement, day: date, *, suspended: bool = True) -> set[int]:
    """Ids of the people who administer the convention on a day, or will: its state and their accounts aside.

    `suspended`: those whom the Caf has suspended too."""
    held = Grant.objects.filter(agreement=agreement).of_role(Role.PARTNER_ADMIN).under_standing(day)
    if not suspended:
        held = held.filter(parent__suspended_at=None)
    return set(held.exclude(user__state=User.State.CLOSED).values_list("user_id", flat=True))


def administrators_kept_by_amendment(actor: Actor, agreement: Agreement) -> set[int]:
    """Ids of the administrators whose functions and access only an avenant ends (see `ends_by_amendment`)."""
    named_by_actor = Role.PARTNER_ADMIN in grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    if ends_by_amendment(agreement.state, named_by_actor=named_by_actor):
        return administrators(agreement, actor.today)
    return set()


def is_administrator(actor: Actor, agreement: Agreement) -> bool:
    """Does the actor administer the convention today, for the partner or for its Caf?"""
    return any(
        (grant.role is Role.PARTNER_ADMIN and grant.agreement_id == agreement.pk)
        or (grant.role is Role.CAF_ADMIN and grant.caf_id == agreement.caf_id)
        for grant in actor.grants
    )


def effective_administrators(agreement: Agreement, day: date) -> list[User]:
    """The accounts of the people who can administer the convention on the day."""
    held = Grant.objects.filter(effective_on(day), agreement=agreement, role=Role.PARTNER_ADMIN)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def counting_grants(agreement_id: int | None, day: date, *roles: Role) -> QuerySet[Grant]:
    """Grants of these roles that count on the day."""
    return grants_counting_on(day).filter(agreement=agreement_id).of_role(*roles)


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


def leads(actor: Actor, partner: Partner) -> bool:
    """Does the actor administer the Caf that leads the organisation?"""
    held = (grant.caf_id for grant in actor.grants if grant.role == Role.CAF_ADMIN)
    return partner.lead_caf_id is not None and partner.lead_caf_id in held


def named_administrators(agreement: Agreement, day: date) -> list[Any]:
    """The administrators' grants, present and to come, by name; `shown_first_name`, `shown_last_name`,
    `shown_username`, `shown_email` and `shown_invited_at` as the convention knows them."""
    return _named_holders(agreement, Role.PARTNER_ADMIN, day)


def _named_holders(agreement: Agreement, role: Role, day: date) -> list[Any]:
    """The same for any role that hangs under the access itself."""
    held: QuerySet[Any] = Grant.objects.filter(agreement=agreement, revoked_at=None).of_role(role)
    held = held.select_related("user", "parent")
    # They are few: comparing the days here costs less than writing the SQL of `under_standing`.
    found = [each for each in held if not (each.is_over(day) or each.parent.is_over(day))]
    waiting = {each.user_id: each for each in waiting_invitations(agreement)}
    for grant in found:
        invitation = waiting.get(grant.user_id)
        named = invitation or grant.user
        grant.shown_first_name, grant.shown_last_name = named.first_name, named.last_name
        grant.shown_username, grant.shown_email = "" if invitation else grant.user.username, named.email
        grant.shown_invited_at = invitation.sent_at if invitation else None
        grant.agreement = agreement
    return sorted(found, key=lambda each: (fold(each.shown_last_name), fold(each.shown_first_name), each.pk))


def days_of_office(agreement: Agreement, today: date) -> list[tuple[Grant, Period]]:
    """The administrators' grants with the days on which their holders can administer, as far as is known today: active
    account, no suspension, an invitation that was accepted.

    The convention's own state and dates are set aside: they stop everybody alike.
    """
    return _days_of_role(agreement, Role.PARTNER_ADMIN, today)


def days_of_giving(agreement: Agreement, today: date) -> list[tuple[Grant, Period]]:
    """The same for the members of « AFAS Habiliter »: the days on which they can give roles."""
    return _days_of_role(agreement, Role.AFAS_MANAGER, today)


def _days_of_role(agreement: Agreement, role: Role, today: date) -> list[tuple[Grant, Period]]:
    found = []
    for grant in _named_holders(agreement, role, today):
        if grant.shown_invited_at is not None or grant.user.state != User.State.ACTIVE:
            continue
        if grant.parent.suspended_at is not None:
            continue
        if days := period_of(grant).meet(period_of(grant.parent)):
            found.append((grant, days))
    return found


def caf_administrators(caf_id: int) -> QuerySet[Grant]:
    """The administrators' roles, whatever their days, of people who can act: activated, and who have accepted."""
    held = Grant.objects.filter(role=Role.CAF_ADMIN, caf=caf_id, revoked_at=None, user__state=User.State.ACTIVE)
    return held.filter(invitation=None)


def lacking_administrators(agreements: QuerySet[Agreement], today: date) -> QuerySet[Any]:
    """Those of the conventions, open, that name fewer than two; `administrators`: how many, counted as the function of
    that name does."""
    named = standing_on(today, "grants__") & standing_on(today, "grants__parent__")
    named &= Q(grants__role=Role.PARTNER_ADMIN) & ~Q(grants__user__state=User.State.CLOSED)
    return (
        agreements.filter(state=Agreement.State.VALIDATED)
        .exclude(closes_on__lt=today)
        .annotate(administrators=Count("grants__user", filter=named, distinct=True))
        .filter(administrators__lt=TWO_ADMINISTRATORS)
    )
