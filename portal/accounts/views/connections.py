"""One's sessions, and who came or tried to come."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts import actions, queries
from portal.accounts.confirmations import password_confirmed
from portal.accounts.tables import connections_table
from portal.base.formats import plural
from portal.ui.tables import page_of


def history(request: HttpRequest) -> HttpResponse:
    context = {
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Mes connexions", "")],
        "table": connections_table(page_of(request, queries.connections(request.user))),
    }
    return render(request, "accounts/connections.html", context)


@require_POST
@password_confirmed(back="account_details")
def end_one(request: HttpRequest, public_id: str) -> HttpResponse:
    if not actions.end_session(user=request.user, public_id=public_id):
        raise Http404
    messages.success(request, "La session est fermée.")
    return redirect("account_details")


@require_POST
@password_confirmed(back="account_details")
def end_others(request: HttpRequest) -> HttpResponse:
    ended = actions.end_other_sessions(user=request.user, session_key=request.session.session_key)
    said = f"{plural(ended, 'autre session fermée', 'autres sessions fermées')}." if ended else "Aucune autre session."
    messages.success(request, said)
    return redirect("account_details")
