"""The request's actor, and what becomes of a refusal."""

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.base import clock
from portal.base.errors import Refused
from portal.habpps.screens.events import REFUSED
from portal.journal.writer import log_event

from .permissions import VIEW_AGREEMENTS
from .rights.actor import ORGANISATION, Actor
from .rights.decisions import Decision
from .rights.holders import caf_helpers_of, helpers_of
from .rights.precautions import suspensions_of
from .rights.roles import PARTNER_ROLES, Role

# What the journal names when a suspended person asks for an object.
NOBODY = (
    "L'administrateur de votre organisme attribue les habilitations : il peut vous dire pourquoi, ou vous donner le rôle "
    "qui manque."
)


class ActorMiddleware:
    """`request.actor`: the person and the day, asked once; the grants are loaded when first needed.

    The organisation that the person has chosen stays in the session, and follows the objects that they open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = Actor(request.user, clock.today(), self._chosen(request))
        response = self.get_response(request)
        if request.actor.followed:
            # The session is saved outside the read-only guard; nothing else of the portal changes by it.
            request.session[ORGANISATION] = request.actor.followed
        return response

    def _chosen(self, request: HttpRequest) -> str:
        return request.session.get(ORGANISATION, "") if request.user.is_authenticated else ""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return _told_of_suspension(request)
        return refuse(request, exception.decision) if isinstance(exception, Refused) else None


def refuse(request: HttpRequest, decision: Decision) -> HttpResponse:
    context = {"reason": decision.reason, "help": _who_can_help(request.actor, decision)}
    response = render(request, "ui/errors/403.html", context, status=403)
    response.refusal = decision
    return response


def _told_of_suspension(request: HttpRequest) -> HttpResponse | None:
    """Somebody suspended no longer sees their own objects: they read why. The answer is the same for any address of
    an object, so that it tells of none."""
    suspended = suspensions_of(request.actor)
    return refuse(request, Decision(False, suspended[0].reason, permission=VIEW_AGREEMENTS)) if suspended else None


def _who_can_help(actor: Actor, decision: Decision) -> str:
    """Empty where nobody that the person knows can: a rule says no, or the reason names who may."""
    suspended = suspensions_of(actor)
    if suspended:
        return suspended[0].whom_to_ask
    if not decision.lacking or actor.has_role(Role.NATIONAL_ADMIN, Role.CAF_ADMIN):
        return ""
    at_caf = actor.has_role(Role.CAF_AGENT)
    if not at_caf and actor.grants and not (decision.permission and decision.permission.roles & PARTNER_ROLES):
        return ""
    names = caf_helpers_of(actor) if at_caf else helpers_of(actor)
    if not names:
        return NOBODY
    where = "votre Caf" if at_caf else "votre organisme"
    return f"Pour obtenir ce droit, adressez-vous à l'administrateur de {where} : {' ou '.join(names)}."


class RefusalMiddleware:
    """Records refusals in the security journal, outside the guard that keeps GETs from writing (norm 10)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        decision = getattr(response, "refusal", None)
        if decision is not None:
            # Where the person's rights lie: who supervises them reads the refusal.
            held = next(iter(request.actor.grants), None)
            with transaction.atomic():
                log_event(
                    REFUSED,
                    actor_id=request.user.pk,
                    caf_id=held.caf_id if held else None,
                    agreement_id=held.agreement_id if held else None,
                    permission=decision.permission.name if decision.permission else "",
                    method=request.method,
                    route=request.resolver_match.view_name if request.resolver_match else "",
                )
        return response
