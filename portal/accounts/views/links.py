"""Pages reached by a link of a mail. Showing one uses nothing: mail filters open links too."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts import actions
from portal.accounts.actions.links import LinkError, Purpose, find_link
from portal.accounts.authentication import close_session
from portal.accounts.forms import ForgottenForm, NewPasswordForm
from portal.accounts.network import client_address
from portal.base.errors import ActionError

from . import add_errors

REASONS = {
    "used": "Ce lien a déjà servi",
    "revoked": "Ce lien a été remplacé par un autre",
    "expired": "Ce lien n'est plus valable",
    "unknown": "Ce lien n'est pas complet",
}


def _refused(request: HttpRequest, reason: str, purpose: str) -> HttpResponse:
    context = {"heading": REASONS[reason], "reason": reason, "purpose": purpose}
    return render(request, "accounts/link_refused.html", context, status=410)


def _password_by_link(request: HttpRequest, token: str, purpose: str, act: Callable, done: str) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    try:
        user = find_link(token, purpose).user
        if form.is_valid():
            act(token=token, password=form.cleaned_data["password"])
            close_session(request)  # somebody else's, perhaps
            messages.success(request, done)
            return redirect("account_login")
    except LinkError as refused:
        return _refused(request, refused.reason, purpose)
    except ActionError as error:
        add_errors(form, error)
    context = {"form": form, "user_name": user.get_full_name(), "identifier": user.username, "purpose": purpose}
    return render(request, "accounts/password_by_link.html", context, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, key: str) -> HttpResponse:
    done = "Votre compte est activé. Connectez-vous avec votre identifiant et votre mot de passe."
    return _password_by_link(request, key, Purpose.ACTIVATION, actions.activate, done)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, key: str) -> HttpResponse:
    done = "Votre mot de passe est changé. Connectez-vous avec le nouveau."
    return _password_by_link(request, key, Purpose.RESET, actions.reset_password, done)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer whether there is such an account or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.request_reset(identifier=form.cleaned_data["identifier"], address=client_address(request))
        return redirect("account_reset_password_done")
    return render(request, "accounts/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_done.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    try:
        link = find_link(key, Purpose.EMAIL)
        if request.method == "POST":
            actions.confirm_email(token=key)
            messages.success(request, "Votre nouvelle adresse mail est enregistrée.")
            return redirect("home" if request.user.is_authenticated else "account_login")
    except LinkError as refused:
        return _refused(request, refused.reason, Purpose.EMAIL)
    return render(request, "accounts/email_confirm.html", {"new_email": link.new_email})
