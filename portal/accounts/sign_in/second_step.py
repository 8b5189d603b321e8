"""The second step of signing in, for people who have a second factor: a code, or a passkey."""

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import Authenticator, User
from portal.accounts.registries import page_after_sign_in
from portal.accounts.second_factor import codes, passkeys
from portal.accounts.second_factor.actions import (
    WRONG_CODE,
    WRONG_KEY,
    WRONG_RECOVERY_CODE,
    Verification,
    verify_code,
    verify_passkey,
)
from portal.accounts.second_factor.forms import CodeForm, PasskeyForm
from portal.accounts.second_factor.passkeys import QUESTION, host_name
from portal.accounts.second_factor.queries import authenticators_of, passkeys_of
from portal.accounts.sessions import pending
from portal.accounts.sessions.pending import PendingSignIn
from portal.accounts.tries.messages import wait_message

from .authentication import open_session


def after_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is for somebody who has just given their password; it receives their pending sign-in."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("home")
        found = pending.find(request.session)
        if found is None:
            pending.forget(request.session)
            return redirect("account_login")
        return view(request, found)

    return login_not_required(wrapped)


def _verify(request: HttpRequest, user: User, form: CodeForm | PasskeyForm) -> Verification:
    if isinstance(form, CodeForm):
        return verify_code(user=user, typed=form.cleaned_data["code"])
    asked = request.session.pop(QUESTION, None)
    answer = form.cleaned_data["credential"]
    return verify_passkey(user=user, state=asked, answer=answer, host=host_name(request))


@after_password
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest, sign_in: PendingSignIn) -> HttpResponse:
    by_key = "credential" in request.POST
    types = {each.type for each in authenticators_of(sign_in.user)}
    has_application = Authenticator.Type.APPLICATION in types
    typed = request.POST if request.method == "POST" else None
    form = PasskeyForm(typed) if by_key else CodeForm(typed, has_application=has_application)
    if form.is_valid():
        verification = _verify(request, sign_in.user, form)
        if verification.good:
            open_session(request, sign_in.user)
            return redirect(page_after_sign_in(sign_in.user, sign_in.after) or "home")
        of_application = has_application and not (by_key or codes.is_recovery_code(form.cleaned_data["code"]))
        wrong = WRONG_KEY if by_key else WRONG_CODE if of_application else WRONG_RECOVERY_CODE
        form.add_error(None if by_key else "code", wait_message(verification.wait) if verification.wait else wrong)
    context = {
        "form": form,
        "code_form": CodeForm(has_application=has_application) if by_key else form,
        "has_application": has_application,
        "has_passkeys": passkeys.are_possible(host_name(request)) and Authenticator.Type.PASSKEY in types,
    }
    return render(request, "accounts/sign_in/second_step.html", context, status=422 if form.errors else 200)


@after_password
@require_POST
def passkey_options(request: HttpRequest, sign_in: PendingSignIn) -> JsonResponse:
    """The question for the browser; the session keeps it for one answer."""
    known = passkeys_of(sign_in.user)
    options, request.session[QUESTION] = passkeys.authentication_options(known, host_name(request))
    return JsonResponse(options)
