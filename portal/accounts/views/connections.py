"""One's sessions, and who came or tried to come."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts import actions, queries
from portal.accounts.confirmations import password_confirmed
from portal.accounts.tables import connections_table
from portal.base.formats import moment, plural
from portal.base.once import once
from portal.ui.tables import page_of


def history(request: HttpRequest) -> HttpResponse:
    context = {
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Mes connexions", "")],
        "table": connections_table(page_of(request, queries.connections(request.user))),
    }
    return render(request, "accounts/connections.html", context)


@password_confirmed(back="account_details")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end_one(request: HttpRequest, public_id: str) -> HttpResponse:
    session = queries.open_sessions(request.user).filter(public_id=public_id).first()
    if session is None:
        raise Http404
    if request.method == "POST":
        actions.end_session(user=request.user, public_id=public_id)
        messages.success(request, "La session est fermée.")
        return redirect("account_details")
    browser = session.browser or "un navigateur inconnu"
    question = f"{browser}, session ouverte le {moment(session.started_at)} : elle demandera de se connecter à nouveau."
    return _ask(request, "Fermer une session", question, "Fermer cette session")


@password_confirmed(back="account_details")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end_others(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    if request.method == "POST":
        ended = actions.end_other_sessions(user=request.user, session_key=here)
        said = plural(ended, "autre session fermée", "autres sessions fermées", "Aucune autre session")
        messages.success(request, f"{said}.")
        return redirect("account_details")
    others = queries.open_sessions(request.user).exclude(session_key=here).count()
    lost = plural(others, "session demandera", "sessions demanderont", "Aucune autre session ne demandera")
    question = f"{lost} de se connecter à nouveau. Celle-ci reste ouverte."
    return _ask(request, "Fermer les autres sessions", question, "Fermer les autres sessions")


def _ask(request: HttpRequest, heading: str, question: str, label: str) -> HttpResponse:
    context = {
        "heading": heading,
        "question": question,
        "submit_label": label,
        "cancel_url": reverse("account_details"),
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), (heading, "")],
    }
    return render(request, "accounts/session_end.html", context)
