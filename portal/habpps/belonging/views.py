"""One's own invitations, answered after signing in or later; and « Quitter »."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from portal.accounts.paths import is_own_path
from portal.base.errors import ActionError
from portal.base.formats import of
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.models import Grant
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url

from . import queries, tables
from .actions import NOT_THERE, accept_invitation, leave_place, refuse_invitation
from .mails import name_place


def _own(request: PortalRequest, public_id: str) -> Grant:
    """One of the person's own accesses: those of others are as if they did not exist."""
    return get_object_or_404(queries.own_accesses(request.user.pk), public_id=public_id)


def _next(request: PortalRequest) -> str:
    """Where the person was going when they signed in; "" for nowhere in particular."""
    asked = request.GET.get("next", "")
    return asked if is_own_path(asked) else ""


def _query(asked: str) -> str:
    return f"?{urlencode({'next': asked})}" if asked else ""


def _go_on(request: PortalRequest) -> str:
    """To the next invitation, or on to where the person was going."""
    if queries.list_waiting_places(request.user.pk, request.actor.today):
        return url("invitations") + _query(_next(request))
    return _next(request) or reverse("home")


@page()
def invitations(request: PortalRequest) -> HttpResponse:
    """Shown once after signing in; nobody is forced to answer."""
    today, asked = request.actor.today, _next(request)
    found = queries.list_waiting(request.user.pk, today)
    context = {
        "cards": [tables.invitation_card(each, today, after=_query(asked)) for each in found],
        "later_url": asked or reverse("home"),
        "crumbs": _crumbs(("Invitations", "")),
    }
    return render_page(request, "belonging/invitations", context)


@page("POST")
@once
def invitation_accept(request: PortalRequest, public_id: str) -> HttpResponse:
    access = _own(request, public_id)
    try:
        accept_invitation(actor=request.actor, access=access)
    except ActionError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(url("invitations"))
    return redirect_done(request, f"Vous avez accepté l'invitation {of(name_place(access))}.", _go_on(request))


@page("GET", "POST")
@once
def invitation_refuse(request: PortalRequest, public_id: str) -> HttpResponse:
    access = _own(request, public_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refused = carry_out(form, lambda: refuse_invitation(actor=request.actor, access=access))
        if refused is not None:
            text = f"Vous avez refusé l'invitation {of(name_place(access))}. Ceux qui l'ont faite en sont avertis."
            return redirect_done(request, text, _go_on(request))
    context = {
        "form": form,
        "place": name_place(access),
        "submit_label": "Refuser l'invitation",
        "cancel_url": url("invitations") + _query(_next(request)),
        "crumbs": _crumbs(("Invitations", url("invitations")), ("Refuser", "")),
    }
    return render_page(request, "belonging/refuse", context)


@page("GET", "POST")
@once
def leave(request: PortalRequest, public_id: str) -> HttpResponse:
    access, today = _own(request, public_id), request.actor.today
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        left = carry_out(form, lambda: leave_place(actor=request.actor, access=access))
        if left is not None:
            return redirect_done(request, f"Vous avez quitté l'espace {of(name_place(access))}.", "habpps:my_rights")
    there = not access.is_over(today) and access.invitation_id is None
    why_not = queries.decide_leaving(access, today).reason if there else NOT_THERE
    effects = queries.effects_of_leaving(access, today) if not why_not else None
    context = {
        "form": form,
        "place": name_place(access),
        "about": access.agreement.label if access.agreement else name_place(access),
        "why_not": why_not,
        "consequences": tables.consequences_of_leaving(access, effects) if effects else [],
        "submit_label": "Quitter",
        "cancel_url": url("my_rights"),
        "crumbs": _crumbs(("Quitter", "")),
    }
    return render_page(request, "belonging/leave", context)


def _crumbs(*last: tuple[str, str]) -> Crumbs:
    return [("Mon compte", reverse("account_details")), ("Mes droits", url("my_rights")), *last]
