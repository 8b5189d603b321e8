"""In and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import kept_forms, pending, queries
from portal.accounts.authentication import TooSoon, check_password, close_session, open_session, wait_message
from portal.accounts.forms import SignInForm
from portal.accounts.models import User
from portal.accounts.paths import is_own_path

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
                return _go_on(request, user, after)
            form.add_error(None, REFUSED)
    context = {
        "form": form,
        "next": after,
        "relaxed": settings.DEMO and not settings.MFA_REQUIRED,
        "updates_password": after == reverse("account_change_password"),
        "update_url": f"?next={reverse('account_change_password')}",
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _go_on(request: HttpRequest, user: User, after: str) -> HttpResponse:
    """After the right password: the second step, for who has a second factor."""
    if queries.has_second_factor(user):
        pending.keep(request.session, user, after)
        return redirect("mfa_authenticate")
    open_session(request, user)
    return redirect(after or "home")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also for somebody who stopped before their second factor."""
    was_signed_in = request.user.is_authenticated
    close_session(request)
    if was_signed_in:
        messages.success(request, "Vous êtes déconnecté.")
    return redirect("account_login")


@require_POST
def extend(request: HttpRequest) -> JsonResponse:
    """« Prolonger ma session », and the sign of life of who types: the middleware has noted it already."""
    return JsonResponse({"idle_seconds": settings.SESSION_IDLE_MINUTES * 60})


def kept_form(request: HttpRequest) -> HttpResponse:
    """What somebody had sent when their session had just ended, to be sent again by them.

    A script that asks to keep what is typed, while the session goes on after all, is told so.
    """
    if request.method == "POST":
        return HttpResponse(status=204)
    form = kept_forms.kept(request.session, request.user.pk)
    if form is None or not form.sent:
        return HttpResponseRedirect(reverse("home"))
    return render(request, "accounts/kept_form.html", {"kept": form})
