"""The second step of signing in, for who has a second factor: a code, or a passkey."""

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions, codes, passkeys, pending, queries
from portal.accounts.actions.factors import WRONG_CODE, WRONG_KEY, WRONG_RECOVERY_CODE, Presented
from portal.accounts.authentication import open_session, wait_message
from portal.accounts.forms import CodeForm, PasskeyForm
from portal.accounts.models import Authenticator, User
from portal.accounts.network import host_name
from portal.accounts.passkeys import QUESTION
from portal.accounts.pending import PendingSignIn


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


def _present(request: HttpRequest, user: User, form: CodeForm | PasskeyForm) -> Presented:
    if isinstance(form, CodeForm):
        return actions.present_code(user=user, typed=form.cleaned_data["code"])
    asked = request.session.pop(QUESTION, None)
    answer = form.cleaned_data["credential"]
    return actions.present_passkey(user=user, state=asked, answer=answer, host=host_name(request))


@after_password
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HttpRequest, sign_in: PendingSignIn) -> HttpResponse:
    by_key = "credential" in request.POST
    types = {each.type for each in queries.authenticators(sign_in.user)}
    has_application = Authenticator.Type.APPLICATION in types
    typed = request.POST if request.method == "POST" else None
    form = PasskeyForm(typed) if by_key else CodeForm(typed, has_application=has_application)
    if form.is_valid():
        presented = _present(request, sign_in.user, form)
        if presented.good:
            open_session(request, sign_in.user)
            return redirect(sign_in.after or "home")
        of_application = has_application and not (by_key or codes.is_recovery(form.cleaned_data["code"]))
        wrong = WRONG_KEY if by_key else WRONG_CODE if of_application else WRONG_RECOVERY_CODE
        form.add_error(None if by_key else "code", wait_message(presented.wait) if presented.wait else wrong)
    context = {
        "form": form,
        "code_form": CodeForm(has_application=has_application) if by_key else form,
        "has_application": has_application,
        "has_passkeys": passkeys.are_possible(host_name(request)) and Authenticator.Type.PASSKEY in types,
    }
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


@after_password
@require_POST
def passkey_options(request: HttpRequest, sign_in: PendingSignIn) -> JsonResponse:
    """What the browser is asked; kept in the session, for one answer."""
    known = queries.passkeys(sign_in.user)
    options, request.session[QUESTION] = passkeys.ask_presence(known, host_name(request))
    return JsonResponse(options)
