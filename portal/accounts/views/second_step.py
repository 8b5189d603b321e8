"""The second step of signing in, for who has a second factor: a code, or a passkey."""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions, codes, passkeys, queries
from portal.accounts.actions.factors import WRONG_CODE, WRONG_KEY, WRONG_RECOVERY_CODE, Presented
from portal.accounts.adapter import said_wait
from portal.accounts.forms import CodeForm, PasskeyForm
from portal.accounts.models import User

QUESTION = "passkey_question"
EPOCH = "second_step_epoch"


def begin(request: HttpRequest) -> None:
    """After the password: a new session id, and what the account was then."""
    request.session.cycle_key()
    login = unstash_login(request, peek=True)
    request.session[EPOCH] = login.user.session_epoch if login else None


def _still_good(request: HttpRequest, user: User) -> bool:
    """Whether nobody suspended the account, changed its password or reset its second factor since the password."""
    return user.is_active and user.session_epoch == request.session.get(EPOCH)


def second_step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is for who has just given their password; it receives the stage of their sign-in."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("home")
        stage = LoginStageController.enter(request, AuthenticateStage.key)
        if stage is None or not _still_good(request, stage.login.user):
            clear_login(request)
            return redirect("account_login")
        return view(request, stage)

    return login_not_required(wrapped)


def host_of(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def _present(request: HttpRequest, user: User, form: CodeForm | PasskeyForm) -> Presented:
    if isinstance(form, CodeForm):
        return actions.present_code(user=user, typed=form.cleaned_data["code"])
    asked = request.session.pop(QUESTION, None)
    answer = form.cleaned_data["credential"]
    return actions.present_passkey(user=user, state=asked, answer=answer, host=host_of(request))


@second_step
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HttpRequest, stage: LoginStage) -> HttpResponse:
    user = stage.login.user
    by_key = "credential" in request.POST
    types = {each.type for each in queries.factors(user)}
    has_application = Authenticator.Type.TOTP in types
    typed = request.POST if request.method == "POST" else None
    form = PasskeyForm(typed) if by_key else CodeForm(typed, has_application=has_application)
    if form.is_valid():
        presented = _present(request, user, form)
        if presented.good:
            return stage.exit()
        of_application = has_application and not (by_key or codes.is_recovery(form.cleaned_data["code"]))
        wrong = WRONG_KEY if by_key else WRONG_CODE if of_application else WRONG_RECOVERY_CODE
        form.add_error(None if by_key else "code", said_wait(presented.wait) if presented.wait else wrong)
    context = {
        "form": form,
        "code_form": CodeForm(has_application=has_application) if by_key else form,
        "has_application": has_application,
        "has_passkeys": passkeys.are_possible(host_of(request)) and Authenticator.Type.WEBAUTHN in types,
    }
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


@second_step
@require_POST
def passkey_options(request: HttpRequest, stage: LoginStage) -> JsonResponse:
    """What the browser is asked; kept in the session, for one answer."""
    known = queries.passkeys_of(stage.login.user)
    options, request.session[QUESTION] = passkeys.ask_presence(known, host_of(request))
    return JsonResponse(options)
