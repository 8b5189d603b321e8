"""The Caf's precautions: in force and past, what one would touch, and what somebody suspended is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from ..models import Agreement, Grant, Invitation, Measure
from ..rights.actor import Actor
from ..rights.decisions import visible
from ..rights.roles import AFAS_ROLES, Role
from .people import counts_on

VIEW = "habpps.view_measures"
IN_FORCE, PAST = "EN_COURS", "LEVEES"
# A change of password that was asked ends by itself, when it is made.
STILL = Q(lifted_at=None) & (~Q(kind=Measure.Kind.FORCE_PASSWORD) | Q(membership__user__must_change_password=True))


def measures(actor: Actor, *, state: str = "", kind: str = "", partner: str = "") -> QuerySet[Measure]:
    """The measures of the actor's Caf, newest first; those in force before the others. `state`: IN_FORCE, PAST."""
    found = visible(actor, VIEW, Measure)
    if state:
        found = found.filter(STILL) if state == IN_FORCE else found.exclude(STILL)
    if kind:
        found = found.filter(kind=kind)
    if partner:
        found = found.filter(
            Q(agreement__partner__name__folded_contains=partner) | Q(agreement__label__folded_contains=partner)
        )
    found = found.select_related("agreement__partner", "membership__user", "taken_by", "lifted_by")
    return found.order_by("-taken_at", "-id")


def names_over(measures: Iterable[Measure]) -> dict[int, str]:
    """Measure id -> the person over whom it is, as the convention knows them; one query."""
    people = {each.pk: (each.agreement_id, each.membership.user) for each in measures if each.membership}
    waiting = Invitation.objects.filter(Invitation.WAITING, user__in=[user.pk for _, user in people.values()])
    typed = {(each.agreement_id, each.user_id): each.get_full_name() for each in waiting.order_by("id")}
    return {
        key: typed.get((agreement_id, user.pk), user.get_full_name()) for key, (agreement_id, user) in people.items()
    }


def in_force_over(agreement: Agreement) -> list[Measure]:
    """What is in force over a convention and its people, for its own page."""
    found = Measure.objects.filter(STILL, agreement=agreement).order_by("-taken_at", "-id")
    return list(found.select_related("agreement__partner", "membership__user", "taken_by", "lifted_by"))


def suspension_of(membership: Grant) -> Measure | None:
    """Why the Caf has suspended a person's access, while it has."""
    if membership.suspended_at is None:
        return None
    return (
        Measure.objects.filter(STILL, membership=membership, kind=Measure.Kind.SUSPEND_PERSON)
        .select_related("taken_by")
        .first()
    )


@dataclass(frozen=True)
class Touched:
    """Figures said before a measure is taken. `roles`: of one person; `administrators`: who are left effective."""

    people: int
    roles: int
    administrators: int


def touched_by_person(membership: Grant, today: date) -> Touched:
    """What the suspension of one person touches."""
    own = Grant.objects.filter(counts_on(today), agreement=membership.agreement_id, user=membership.user_id)
    return Touched(
        people=1,
        roles=own.filter(role__in=AFAS_ROLES).count(),
        administrators=administering(membership.agreement_id or 0, today).exclude(user=membership.user_id).count(),
    )


def administering(agreement_id: int, today: date) -> QuerySet[Grant]:
    """The effective administrators of a convention."""
    return Grant.objects.filter(counts_on(today), agreement=agreement_id, role=Role.PARTNER_ADMIN)


def who_manage(agreement: Agreement, today: date) -> int:
    """How many people of the partner write rights today: administrators and members of « AFAS Habiliter »."""
    found = Grant.objects.filter(
        counts_on(today), agreement=agreement, role__in=[Role.PARTNER_ADMIN, Role.AFAS_MANAGER]
    )
    return found.values("user").distinct().count()


@dataclass(frozen=True)
class Suspension:
    """Why somebody cannot work under a convention, and whom to ask."""

    agreement: str
    partner: str
    caf: str
    caf_email: str
    caf_phone: str
    whole: bool

    @property
    def reason(self) -> str:
        if self.whole:
            return f"La convention «\u00a0{self.agreement}\u00a0» est suspendue par la Caf."
        return f"L'accès à la convention «\u00a0{self.agreement}\u00a0» est suspendu par la Caf."

    @property
    def whom_to_ask(self) -> str:
        ways = " ou ".join(filter(None, (self.caf_email, self.caf_phone)))
        return f"Cette mesure de précaution vient de la {self.caf} : adressez-vous à elle{', ' if ways else ''}{ways}."


def suspensions_of(actor: Actor) -> list[Suspension]:
    """The suspended accesses of a person, which would count today otherwise; one query."""
    if actor.id is None:
        return []
    found = (
        Grant.objects.filter(user_id=actor.id, role=Role.PARTNER_USER, revoked_at=None, valid_from__lte=actor.today)
        .filter(Q(suspended_at__isnull=False) | Q(agreement__suspended_at__isnull=False))
        .exclude(valid_until__lt=actor.today)
        .order_by("agreement__label", "id")
        .values_list(
            "agreement__label",
            "agreement__partner__name",
            "agreement__caf__name",
            "agreement__caf__email",
            "agreement__caf__phone",
            "agreement__suspended_at",
        )
    )
    return [
        Suspension(label or "", partner or "", caf or "", email or "", phone or "", whole is not None)
        for label, partner, caf, email, phone, whole in found
    ]
