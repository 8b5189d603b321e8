"""Where somebody holds rights, who may decide on their name, and the requests that wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Q, QuerySet

from portal.accounts.models import User
from portal.base import clock
from portal.base.folding import fold
from portal.habpps.models import Agreement, Grant, NameRequest
from portal.habpps.permissions import DECIDE_NAMES
from portal.habpps.rights.actor import Actor, HeldGrant
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import name_matches, unanswered_invitations, unanswered_invitations_at_caf

from .rules import Desk, Holding, desks_of, is_overdue, may_decide, people_asked

COLUMNS = ("user_id", "role", "caf_id", "agreement_id", "agreement__caf_id", "agreement__contract__delegated")
REQUESTS = NameRequest.objects.select_related("user", "decided_by")
MOST = 200
"""Requests that a home page looks at: more than ever wait at once in the whole country."""


def _answered(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """An invitation that waits for its answer gives the place that invites no say."""
    return grants.exclude(Exists(unanswered_invitations())).exclude(Exists(unanswered_invitations_at_caf()))


def _standing(today: date) -> QuerySet[Grant]:
    """Rights that count or will, suspended ones too; those of a closed convention are over."""
    over = Q(agreement__state=Agreement.State.CLOSED) | Q(agreement__closes_on__lt=today)
    return _answered(Grant.objects.under_standing(today).exclude(over))


def _read(grants: QuerySet[Grant]) -> dict[int, list[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    for user, role, caf, agreement, of_agreement, delegated in grants.order_by("id").values_list(*COLUMNS):
        found[user].append(Holding(role, caf or of_agreement, agreement, bool(delegated)))
    return found


def holdings_of(users: Collection[int], today: date) -> dict[int, list[Holding]]:
    """User id -> their rights; one query."""
    return _read(_standing(today).filter(user__in=users))


def has_right(user_id: int, today: date) -> bool:
    return _standing(today).filter(user=user_id).exists()


def people_asked_about(requests: Collection[NameRequest], today: date) -> dict[int, frozenset[int]]:
    """User id -> ids of the people who are asked to decide on their name; two queries."""
    held, now = holdings_of([each.user_id for each in requests], today), clock.now()
    desks = {each.user_id: desks_of(held.get(each.user_id, [])) for each in requests}
    seats = seats_at([desk for found in desks.values() for desk in found], today)
    return {
        each.user_id: people_asked(desks[each.user_id], seats, each.user_id, overdue=is_overdue(each.requested_at, now))
        for each in requests
    }


def seats_at(desks: Collection[Desk], today: date) -> dict[int, list[Holding]]:
    """User id -> their administrator's roles that count today, at these desks or over the nation; one query."""
    agreements = {key for desk in desks for key in desk.agreements}
    cafs = {desk.caf_id for desk in desks if desk.caf_id is not None}
    administering = (
        Q(role=Role.PARTNER_ADMIN, agreement__in=agreements)
        | Q(role=Role.CAF_ADMIN, caf__in=cafs)
        | Q(role=Role.NATIONAL_ADMIN)
    )
    return _read(_answered(Grant.objects.filter(effective_on(today), administering)))


def seats_of(actor: Actor) -> list[Holding]:
    """The actor's own rights, which the request has loaded anyway."""
    return [Holding(each.role, each.caf_id, each.agreement_id, each.delegated) for each in actor.grants]


def list_names_to_decide(actor: Actor) -> list[NameRequest]:
    """The requests that the actor is asked to decide, the oldest first; one query when none waits, four at most."""
    held = actor.in_focus(actor.grants_for(DECIDE_NAMES))
    reach = Q() if any(each.role is Role.NATIONAL_ADMIN for each in held) else _reach(held)
    near = Grant.objects.filter(reach).standing(actor.today)
    waiting = REQUESTS.filter(state=NameRequest.State.REQUESTED, user__in=near.values("user")).exclude(user=actor.id)
    found = list(waiting.order_by("requested_at", "id")[:MOST])
    asked = people_asked_about(found, actor.today) if found else {}
    return [each for each in found if actor.id in asked[each.user_id]]


def _reach(held: Collection[HeldGrant]) -> Q:
    cafs = {each.caf_id for each in held if each.role is Role.CAF_ADMIN}
    agreements = {each.agreement_id for each in held if each.role is Role.PARTNER_ADMIN}
    return Q(caf__in=cafs) | Q(agreement__caf__in=cafs) | Q(agreement__in=agreements)


def find_name_request(actor: Actor, public_id: str) -> NameRequest | None:
    """One that the actor may decide, or could have before it was decided; three queries."""
    found = REQUESTS.filter(public_id=public_id).first()
    if found is None:
        return None
    desks = desks_of(holdings_of([found.user_id], actor.today).get(found.user_id, []))
    whatever_state = NameRequest.State.REQUESTED
    allowed = may_decide(whatever_state, actor_id=actor.id, person_id=found.user_id, desks=desks, seats=seats_of(actor))
    return found if allowed else None


MOST_RIGHTS = 12


def list_rights_over(request: NameRequest, today: date) -> list[Grant]:
    """What the person may do, for who decides; at most 13."""
    found = (
        _standing(today).filter(user=request.user_id).select_related("caf", "agreement__partner", "activity", "site")
    )
    return list(found.order_by("id")[: MOST_RIGHTS + 1])


def list_namesakes(request: NameRequest, today: date) -> list[User]:
    """Other people of the same places who bear the name that is asked for, whatever accents and capitals; one query
    beyond `holdings_of`."""
    held = holdings_of([request.user_id], today).get(request.user_id, [])
    agreements = {each.agreement_id for each in held if each.agreement_id}
    cafs = {each.caf_id for each in held if each.caf_id}
    there = _standing(today).filter(Q(agreement__in=agreements) | Q(caf__in=cafs)).exclude(user=request.user_id)
    near = User.objects.filter(pk__in=there.values("user")).filter(name_matches(str(request))).order_by("pk")
    return [each for each in near if fold(each.get_full_name()) == fold(str(request))]


def last_name_request(user_id: int) -> NameRequest | None:
    """The person's latest request, decided or not."""
    return NameRequest.objects.filter(user=user_id).order_by("-requested_at", "-id").first()


def names_of_people_asked(request: NameRequest, today: date) -> str:
    """« A, B ou C », four at most; empty when nobody may decide."""
    ids = people_asked_about([request], today)[request.user_id]
    people = User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "id")[:4]
    return " ou ".join(each.get_full_name() for each in people)


def waiting_name(user_id: int) -> NameRequest | None:
    """The person's own request that waits for its decision."""
    return NameRequest.objects.filter(user=user_id, state=NameRequest.State.REQUESTED).first()
