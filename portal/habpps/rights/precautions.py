"""The Caf's measures in force: over a convention, over a person, and what somebody suspended reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.names.queries import name_at
from portal.base.statements import Statement
from portal.habpps.models import Agreement, Grant, Measure

from .actor import Actor
from .roles import Role
from .shown import unanswered_invitations

# A change of password that was asked ends by itself, when it is made.
STILL = Q(lifted_at=None) & (~Q(kind=Measure.Kind.FORCE_PASSWORD) | Q(membership__user__must_change_password=True))


def with_names(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Adds `shown_first_name` and `shown_last_name`: the person over whom a measure is, as the convention knows them;
    None for a measure over the convention itself. And `taken_by_name`, `lifted_by_name`, as of the days on which they
    did so."""
    waits = unanswered_invitations("agreement_id", "membership__user_id")
    return measures.annotate(
        taken_by_name=name_at("taken_by", "taken_at"),
        lifted_by_name=name_at("lifted_by", "lifted_at"),
        **{
            f"shown_{name}": Coalesce(Subquery(waits.values(name)[:1]), F(f"membership__user__{name}"))
            for name in ("first_name", "last_name")
        },
    )


@Statement
def measures_over(agreement: Any) -> QuerySet[Measure]:
    found = with_names(Measure.objects.filter(STILL, agreement=agreement))
    return found.select_related("membership__user", "taken_by").order_by("-taken_at", "-id")


def in_force_over(agreement: Agreement) -> list[Measure]:
    """What is in force over a convention and its people, for its own page; as `with_names`."""
    measures = list(measures_over.found(agreement=agreement))
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


@Statement
def suspended_accesses(person: Any, day: Any) -> QuerySet[Grant, Any]:
    return (
        Grant.objects.filter(user_id=person, role=Role.PARTNER_USER, valid_from__lte=day)
        .standing(day)
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


def suspensions_of(actor: Actor) -> list[Suspension]:
    """The suspended accesses of a person, which would count today otherwise; one query."""
    if actor.id is None:
        return []
    found = suspended_accesses.found(person=actor.id, day=actor.today)
    return [
        Suspension(label or "", partner or "", caf or "", email or "", phone or "", whole is not None)
        for label, partner, caf, email, phone, whole in found
    ]
