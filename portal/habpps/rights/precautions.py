"""The Caf's measures in force: over a convention, over a person, and what somebody suspended reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from portal.habpps.models import Agreement, Grant, Invitation, Measure

from .actor import Actor
from .roles import Role

# A change of password that was asked ends by itself, when it is made.
STILL = Q(lifted_at=None) & (~Q(kind=Measure.Kind.FORCE_PASSWORD) | Q(membership__user__must_change_password=True))


def names_over(measures: Iterable[Measure]) -> dict[int, str]:
    """Measure id -> the person over whom it is, as the convention knows them; one query."""
    people = {each.pk: (each.agreement_id, each.membership.user) for each in measures if each.membership}
    waiting = Invitation.objects.filter(user__in=[user.pk for _, user in people.values()])
    typed = {(each.agreement_id, each.user_id): each.get_full_name() for each in waiting.order_by("id")}
    return {
        key: typed.get((agreement_id, user.pk), user.get_full_name()) for key, (agreement_id, user) in people.items()
    }


def in_force_over(agreement: Agreement) -> list[Measure]:
    """What is in force over a convention and its people, for its own page."""
    found = Measure.objects.filter(STILL, agreement=agreement).order_by("-taken_at", "-id")
    measures = list(found.select_related("membership__user", "taken_by"))
    for measure in measures:
        measure.agreement = agreement
    return measures


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
        Grant.objects.filter(user_id=actor.id, role=Role.PARTNER_USER, valid_from__lte=actor.today)
        .standing(actor.today)
        .filter(Q(suspended_at__isnull=False) | Q(agreement__suspended_at__isnull=False))
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
