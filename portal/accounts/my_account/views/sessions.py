"""The sessions of a person, and the history of their connections."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.passwords.confirmations import require_recent_password
from portal.accounts.sessions.actions import end_other_sessions, end_session
from portal.base.formats import moment, plural
from portal.base.once import once
from portal.base.urls import reverse
from portal.ui.tables import page_of

from ..queries import open_sessions, past_connections
from ..tables import connections_table


def history(request: HttpRequest) -> HttpResponse:
    context = {
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Mes connexions", "")],
        "table": connections_table(page_of(request, past_connections(request.user))),
    }
    return render(request, "accounts/my_account/connections.html", context)


@require_recent_password(back="account_details")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end_one(request: HttpRequest, public_id: str) -> HttpResponse:
    session = open_sessions(request.user).filter(public_id=public_id).first()
    if session is None:
        raise Http404
    if request.method == "POST":
        end_session(user=request.user, public_id=public_id)
        messages.success(request, "La session est fermée.")
        return redirect("account_details")
    browser = session.browser or "un navigateur inconnu"
    question = f"{browser}, session ouverte le {moment(session.started_at)} : elle demandera de se connecter à nouveau."
    return _confirmation_page(request, "Fermer une session", question, "Fermer cette session")


@require_recent_password(back="account_details")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end_others(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    if request.method == "POST":
        ended = end_other_sessions(user=request.user, session_key=here)
        text = plural(ended, "autre session fermée", "autres sessions fermées", "Aucune autre session")
        messages.success(request, f"{text}.")
        return redirect("account_details")
    others = open_sessions(request.user).exclude(session_key=here).count()
    lost = plural(others, "session demandera", "sessions demanderont", "Aucune autre session ne demandera")
    question = f"{lost} de se connecter à nouveau. Celle-ci reste ouverte."
    return _confirmation_page(request, "Fermer les autres sessions", question, "Fermer les autres sessions")


def _confirmation_page(request: HttpRequest, heading: str, question: str, label: str) -> HttpResponse:
    context = {
        "heading": heading,
        "question": question,
        "submit_label": label,
        "cancel_url": reverse("account_details"),
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), (heading, "")],
    }
    return render(request, "accounts/my_account/session_end.html", context)
