"""A change of name asked for, accepted, refused, cancelled; a change of e-mail of an administrator told."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.identity import clean_own_names
from portal.accounts.models import User
from portal.accounts.names.actions import write_name
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError
from portal.base.text import one_line
from portal.habpps.models import Agreement, Caf, NameRequest
from portal.habpps.permissions import DECIDE_NAMES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require, require_decision
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from . import mails
from .events import (
    ADMINISTRATOR_EMAIL_CHANGED,
    NAME_ACCEPTED,
    NAME_CANCELLED,
    NAME_REFUSED,
    NAME_REQUESTED,
)
from .queries import REQUESTS, holdings_of, people_asked_about, seats_of, waiting_name
from .rules import ADMINISTERING, Holding, desks_of, may_cancel, may_decide

State = NameRequest.State
Place = tuple[int | None, int | None]
MOST_CHARACTERS = 500
FREE = "Vous n'avez aucun droit en cours : changez votre nom vous-même, dans «\u00a0Mon compte\u00a0»."


def _places(holdings: list[Holding]) -> list[Place]:
    return list(dict.fromkeys(each.place for each in holdings))


def _record(kind: EventKind, actor_id: int | None, person_id: int, places: list[Place], **facts: int) -> None:
    """One event for each place, so that who administers it reads it."""
    with batch_rows():
        for caf_id, agreement_id in places:
            about = ("accounts.user", person_id)
            log_event(kind, actor_id=actor_id, caf_id=caf_id, agreement_id=agreement_id, about=about, **facts)


@transaction.atomic
def request_name(*, actor: Actor, first_name: str, last_name: str, reason: str) -> NameRequest:
    """By the person themselves; the name stays as it is until it is accepted. The same request again is answered as it
    is. Raises ActionError: "first_name", "last_name", "reason", "" with another request that waits or no right."""
    names, reason = clean_own_names(first_name, last_name), one_line(reason)[:MOST_CHARACTERS]
    if not reason:
        raise ActionError({"reason": ["Indiquez le motif : il aide à décider."]})
    user = User.objects.lock(actor.user)
    waiting = waiting_name(user.pk)
    if waiting is not None:
        if (waiting.first_name, waiting.last_name) == names:
            return waiting
        raise ActionError("Une demande de changement de nom attend déjà une décision : annulez-la d'abord.")
    if " ".join(names) == user.get_full_name():
        raise ActionError({"last_name": ["C'est déjà votre nom : indiquez le nouveau."]})
    holdings = holdings_of([user.pk], actor.today).get(user.pk, [])
    if not holdings:
        raise ActionError(FREE)
    request = NameRequest.objects.create(
        user=user, first_name=names[0], last_name=names[1], reason=reason, requested_at=clock.now()
    )
    _record(NAME_REQUESTED, user.pk, user.pk, _places(holdings))
    asked = people_asked_about([request], actor.today)[user.pk]
    mails.mail_asked(request, User.objects.filter(pk__in=asked).order_by("pk"))
    return request


def _lock(actor: Actor, request: NameRequest) -> tuple[Actor, NameRequest, list[Holding]]:
    """Waits for the places where the person holds rights, then for the person; reads the actor, the request and the
    rights again."""
    require(actor, DECIDE_NAMES)
    held = holdings_of([request.user_id], actor.today).get(request.user_id, [])
    agreements = {each.agreement_id for each in held if each.agreement_id}
    cafs = {each.caf_id for each in held if each.caf_id}
    list(Agreement.objects.filter(pk__in=agreements).order_by("pk").select_for_update())
    list(Caf.objects.filter(pk__in=cafs).order_by("pk").select_for_update(no_key=True))
    person = User.objects.lock(request.user)
    actor = Actor(actor.user, actor.today)
    require(actor, DECIDE_NAMES)
    request = REQUESTS.get(pk=request.pk)
    request.user = person
    return actor, request, holdings_of([person.pk], actor.today).get(person.pk, [])


def _check(actor: Actor, request: NameRequest, holdings: list[Holding]) -> None:
    decision = may_decide(
        request.state,
        actor_id=actor.id,
        person_id=request.user_id,
        desks=desks_of(holdings),
        seats=seats_of(actor),
    )
    require_decision(Decision(decision.allowed, decision.reason, permission=DECIDE_NAMES))


def _decide(actor: Actor, request: NameRequest, state: str, reason: str = "") -> None:
    request.state, request.decision_reason = state, reason
    request.decided_by, request.decided_at = actor.user, clock.now()
    request.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])


@transaction.atomic
def accept_name(*, actor: Actor, request: NameRequest) -> NameRequest:
    """The account bears the name from now on; on one that the actor has accepted already, nothing."""
    actor, request, holdings = _lock(actor, request)
    if request.state == State.ACCEPTED and request.decided_by_id == actor.id:
        return request
    _check(actor, request, holdings)
    person = request.user
    past = write_name(person, request.first_name, request.last_name)
    _decide(actor, request, State.ACCEPTED)
    _record(NAME_ACCEPTED, actor.id, person.pk, _places(holdings), user=person.pk, formerly=past.pk)
    mails.mail_decided(request, actor)
    mails.mail_accepted(request, actor, former=str(past), holdings=holdings)
    return request


@transaction.atomic
def refuse_name(*, actor: Actor, request: NameRequest, reason: str) -> NameRequest:
    """The name stays; the person reads why. On one that the actor has refused already, nothing. Raises ActionError
    "reason"."""
    actor, request, holdings = _lock(actor, request)
    if request.state == State.REFUSED and request.decided_by_id == actor.id:
        return request
    _check(actor, request, holdings)
    if not one_line(reason)[:MOST_CHARACTERS]:
        raise ActionError({"reason": ["Indiquez le motif du refus : il est écrit à la personne."]})
    _decide(actor, request, State.REFUSED, one_line(reason)[:MOST_CHARACTERS])
    _record(NAME_REFUSED, actor.id, request.user_id, _places(holdings), user=request.user_id)
    mails.mail_decided(request, actor)
    return request


@transaction.atomic
def cancel_name(*, actor: Actor, request: NameRequest) -> NameRequest:
    """Who asked takes it back; on one already cancelled, nothing."""
    user = User.objects.lock(actor.user)
    request = REQUESTS.get(pk=request.pk)
    if request.state == State.CANCELLED and request.user_id == user.pk:
        return request
    require_decision(may_cancel(request.state, actor_id=user.pk, person_id=request.user_id))
    _decide(actor, request, State.CANCELLED)
    holdings = holdings_of([user.pk], actor.today).get(user.pk, [])
    _record(NAME_CANCELLED, user.pk, user.pk, _places(holdings) or [(None, None)])
    return request


def announce_email_change(*, user: User, former: str) -> None:
    """Those who administer with somebody learn that their address has changed: by it the account could pass to somebody
    else. In the caller's transaction."""
    today = clock.today()
    held = [each for each in holdings_of([user.pk], today).get(user.pk, []) if each.role in ADMINISTERING]
    _record(ADMINISTRATOR_EMAIL_CHANGED, user.pk, user.pk, _places(held))
    mails.mail_email_changed(user, former, held, today)


def forget_name_requests(*, user: User) -> None:
    """When an account goes: what was asked names the person. In the caller's transaction."""
    NameRequest.objects.filter(user=user).delete()
