"""Passwords: forgotten, chosen by a link, changed, asked once more."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import add_errors
from portal.accounts.links.actions import LinkError, Purpose, find_link
from portal.accounts.links.views import refused_page
from portal.accounts.paths import is_own_path
from portal.accounts.sessions.closing import close_session
from portal.accounts.tries.messages import wait_message
from portal.accounts.tries.network import client_address
from portal.base.errors import ActionError
from portal.base.once import once
from portal.base.urls import reverse

from . import actions
from .actions import confirm_password, request_password_reset, reset_password
from .confirmations import confirm_session, count_password_tries
from .forms import ChangePasswordForm, ConfirmForm, ForgottenForm, NewPasswordForm


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@count_password_tries("old")
@once
def change_password(request: HttpRequest) -> HttpResponse:
    if not request.user.has_usable_password():
        return redirect("account_choose_password")
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = request.session.session_key
        try:
            user = actions.change_password(user=request.user, session_key=key, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Votre mot de passe est changé. Vos autres connexions sont fermées.")
            return redirect("account_details")
    crumbs = [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Mot de passe", "")]
    context = {"form": form, "crumbs": crumbs, "cancel_url": reverse("account_details")}
    return render(request, "accounts/passwords/change_password.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@once
def choose_password(request: HttpRequest) -> HttpResponse:
    """Nothing else opens before: after a provisional password, or when an administrator asked for a change."""
    if not request.user.must_change_password:
        return redirect("home")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = request.session.session_key
        try:
            user = actions.choose_password(user=request.user, session_key=key, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Votre mot de passe est enregistré. Le précédent ne sert plus.")
            return redirect("home")
    context = {"form": form, "was_provisional": not request.user.has_usable_password()}
    return render(request, "accounts/passwords/choose_password.html", context, status=422 if form.errors else 200)


def password_by_link(request: HttpRequest, token: str, purpose: str, act: Callable, done: str) -> HttpResponse:
    """The page where the link of a mail leads to choose a password; showing it uses nothing: mail filters open links too.

    `act(token=, password=)` is the action; `done`, what the person reads afterwards.
    """
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    try:
        user = find_link(token, purpose).user
        if form.is_valid():
            act(token=token, password=form.cleaned_data["password"])
            close_session(request)  # this browser may be signed in to another account
            messages.success(request, done)
            return redirect("account_login")
    except LinkError as refused:
        return refused_page(request, refused.reason, purpose)
    except ActionError as error:
        add_errors(form, error)
    context = {"form": form, "user_name": user.get_full_name(), "identifier": user.username, "purpose": purpose}
    return render(request, "accounts/passwords/password_by_link.html", context, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, key: str) -> HttpResponse:
    done = "Votre mot de passe est changé. Connectez-vous avec le nouveau."
    return password_by_link(request, key, Purpose.RESET, reset_password, done)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer whether there is such an account or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        request_password_reset(identifier=form.cleaned_data["identifier"], address=client_address(request))
        return redirect("account_reset_password_done")
    context = {"form": form, "cancel_url": reverse("account_login")}
    return render(request, "accounts/passwords/forgotten.html", context, status=422 if form.errors else 200)


@login_not_required
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/passwords/forgotten_done.html")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before a second factor changes or a session ends; tries are counted as at sign-in."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    after = asked if is_own_path(asked) else reverse("account_factors")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wait = confirm_password(
            user=request.user, password=form.cleaned_data["password"], address=client_address(request)
        )
        if wait is None:
            confirm_session(request.session)
            return redirect(after)
        form.add_error(
            "password", wait_message(wait) if wait else "Ce n'est pas votre mot de passe : saisissez-le à nouveau."
        )
    crumbs = [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Confirmer", "")]
    context = {"form": form, "next": after, "crumbs": crumbs, "cancel_url": reverse("account_details")}
    return render(request, "accounts/passwords/confirm.html", context, status=422 if form.errors else 200)
