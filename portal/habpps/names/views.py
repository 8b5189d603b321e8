"""« Mon nom »: a change asked for, and decided by who administers the person's rights."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from portal.accounts.models import User
from portal.accounts.my_account.actions import NAMES
from portal.accounts.registries import find_name_rule
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.models import NameRequest
from portal.habpps.permissions import DECIDE_NAMES
from portal.habpps.rights.decisions import require
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url

from . import actions, queries, tables
from .forms import NameDecisionForm, NameRequestForm


def _crumbs(*last: tuple[str, str]) -> Crumbs:
    return [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), *last]


@page("GET", "POST")
@once
def name(request: PortalRequest) -> HttpResponse:
    """Where the person's request stands, or the form to make one; who holds no right changes their name themselves."""
    user = request.user
    asked = queries.last_name_request(user.pk)
    if asked is not None and asked.state == NameRequest.State.REQUESTED and request.method == "GET":
        return _waiting_page(request, asked)
    if find_name_rule(user) is None:
        return redirect("account_change_details")
    initial = {name: getattr(user, name) for name in NAMES}
    form = NameRequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        made = carry_out(form, lambda: actions.request_name(actor=request.actor, **form.cleaned_data))
        if made is not None:
            text = "Votre demande est envoyée. Votre nom reste le même tant qu'elle n'est pas acceptée."
            return redirect_done(request, text, "habpps:name")
    context = {
        "form": form,
        "refused": tables.request_rows(asked) if asked and asked.state == NameRequest.State.REFUSED else [],
        "submit_label": "Demander ce changement",
        "cancel_url": reverse("account_details"),
        "crumbs": _crumbs(("Changement de nom", "")),
    }
    return render_page(request, "names/name_request", context)


def _waiting_page(request: PortalRequest, asked: NameRequest) -> HttpResponse:
    context = {
        "rows": tables.request_rows(asked),
        "asked": queries.names_of_people_asked(asked, request.actor.today),
        "crumbs": _crumbs(("Changement de nom", "")),
    }
    return render_page(request, "names/name_waiting", context)


@page("GET", "POST")
@once
def name_cancel(request: PortalRequest) -> HttpResponse:
    asked = queries.waiting_name(request.user.pk)
    if asked is None:
        return redirect("habpps:name")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        cancelled = carry_out(form, lambda: actions.cancel_name(actor=request.actor, request=asked))
        if cancelled is not None:
            return redirect_done(request, "Votre demande est annulée : votre nom reste le même.", "account_details")
    context = {
        "form": form,
        "heading": "Annuler ma demande",
        "question": f"Vous avez demandé à vous appeler {asked}. La demande est annulée, et votre nom reste le même.",
        "submit_label": "Annuler ma demande",
        "harmless": False,
        "cancel_url": url("name"),
        "crumbs": _crumbs(("Changement de nom", url("name")), ("Annuler ma demande", "")),
    }
    return render_page(request, "screens/confirm", context)


@page("GET", "POST")
@once
def name_decide(request: PortalRequest, public_id: str) -> HttpResponse:
    """For who administers everything to which the person has a right; for others there is nothing."""
    require(request.actor, DECIDE_NAMES)
    asked = queries.find_name_request(request.actor, public_id)
    if asked is None:
        raise Http404
    rows = tables.decide_rows(asked, queries.list_rights_over(asked, request.actor.today))
    crumbs, about = [("Accueil", reverse("home")), ("Changement de nom", "")], asked.user.get_full_name()
    if asked.state != NameRequest.State.REQUESTED and request.method == "GET":
        decided = {"rows": rows, "decision": tables.decision_rows(asked), "crumbs": crumbs, "about": about}
        return render_page(request, "names/name_decided", decided)
    form = NameDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = carry_out(form, lambda: _decide(request, asked, form))
        if done is not None:
            word = "accepté" if done.state == NameRequest.State.ACCEPTED else "refusé"
            text = f"Le changement de nom est {word}. La personne en est avertie par mail."
            return redirect_done(request, text, "home")
    context = {
        "form": form,
        "rows": rows,
        "namesakes": _labels(queries.list_namesakes(asked, request.actor.today)),
        "submit_label": "Enregistrer ma décision",
        "cancel_url": reverse("home"),
        "crumbs": crumbs,
        "about": about,
    }
    return render_page(request, "names/name_decide", context)


def _decide(request: PortalRequest, asked: NameRequest, form: NameDecisionForm) -> NameRequest:
    if form.accepts:
        return actions.accept_name(actor=request.actor, request=asked)
    return actions.refuse_name(actor=request.actor, request=asked, reason=form.cleaned_data["reason"])


def _labels(people: list[User]) -> list[str]:
    return [f"{each.get_full_name()} ({each.username})" for each in people]
