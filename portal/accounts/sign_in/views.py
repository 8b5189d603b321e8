"""Signing in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.accounts.paths import is_own_path
from portal.accounts.registries import page_after_sign_in
from portal.accounts.second_factor.queries import has_second_factor
from portal.accounts.sessions import pending
from portal.accounts.sessions.closing import close_session
from portal.accounts.tries.messages import wait_message
from portal.base.urls import reverse

from .authentication import TooSoon, check_password, open_session
from .forms import SignInForm

REFUSED = (
    "L'identifiant ou le mot de passe n'est pas le bon, ou ce compte n'est pas ouvert. "
    "Vérifiez votre saisie, ou choisissez « Mot de passe oublié »."
)
OR_RESET = (
    "Ils ont pu être faits avec votre identifiant ou depuis votre réseau. "
    "Vous pouvez aussi choisir « Mot de passe oublié » pour recevoir un lien par mail."
)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    after = asked if is_own_path(asked) else ""
    if request.user.is_authenticated:
        return redirect(after or "home")
    if pending.find(request.session):
        return redirect("mfa_authenticate")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = check_password(
                request, identifier=form.cleaned_data["login"], password=form.cleaned_data["password"]
            )
        except TooSoon as error:
            form.add_error(None, f"{wait_message(error.wait)} {OR_RESET}")
        else:
            if user is not None:
                return _continue_sign_in(request, user, after)
            form.add_error(None, REFUSED)
    context = {
        "form": form,
        "next": after,
        "relaxed": settings.DEMO and not settings.MFA_REQUIRED,
        "updates_password": after == reverse("account_change_password"),
        "update_url": f"?next={reverse('account_change_password')}",
    }
    return render(request, "accounts/sign_in/sign_in.html", context, status=422 if form.errors else 200)


def _continue_sign_in(request: HttpRequest, user: User, after: str) -> HttpResponse:
    """After the right password: the second step, for people who have a second factor."""
    if has_second_factor(user):
        pending.keep(request.session, user, after)
        return redirect("mfa_authenticate")
    open_session(request, user)
    return redirect(page_after_sign_in(user, after) or "home")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also for somebody who stopped before their second factor."""
    was_signed_in = request.user.is_authenticated
    close_session(request)
    if was_signed_in:
        messages.success(request, "Vous êtes déconnecté.")
    return redirect("account_login")
