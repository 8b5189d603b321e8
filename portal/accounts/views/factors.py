"""« Second facteur » of one's own account: application, passkeys, recovery codes."""

import base64
from io import BytesIO

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from qrcode.image.svg import SvgPathFillImage

from portal.accounts import actions, codes, confirmations, passkeys, queries, registries, sessions
from portal.accounts.authentication import wait_message
from portal.accounts.confirmations import password_confirmed
from portal.accounts.forms import ConfirmForm, FirstCodeForm, NewPasskeyForm
from portal.accounts.middleware import must_set_up_factor
from portal.accounts.models import Authenticator
from portal.accounts.network import client_address, host_name
from portal.accounts.passkeys import QUESTION
from portal.accounts.paths import is_own_path
from portal.accounts.tables import factors_table
from portal.base.errors import ActionError
from portal.base.once import once

from . import add_errors

NEW_TOTP = "new_totp"


def _crumbs(*last: str) -> list[tuple[str, str]]:
    here = [("Accueil", reverse("home")), ("Mon compte", reverse("account_details"))]
    return [*here, ("Second facteur", reverse("account_factors") if last else ""), *((label, "") for label in last)]


def overview(request: HttpRequest) -> HttpResponse:
    kept = list(queries.authenticators(request.user))
    context = {
        "crumbs": _crumbs(),
        "factors": factors_table(kept),
        "protected": bool(kept),
        "has_application": any(each.type == Authenticator.Type.APPLICATION for each in kept),
        "passkeys_possible": passkeys.are_possible(host_name(request)),
        "codes_left": queries.recovery_codes_left(request.user) if kept else 0,
        "codes_made": codes.RECOVERY_CODES,
        "must": must_set_up_factor(request),
        "relaxed": settings.DEMO and not settings.MFA_REQUIRED,
    }
    return render(request, "accounts/factors.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before a factor changes; tries are counted as at sign-in."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    after = asked if is_own_path(asked) else reverse("account_factors")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wait = actions.confirm_password(
            user=request.user, password=form.cleaned_data["password"], address=client_address(request)
        )
        if wait is None:
            confirmations.confirm(request.session)
            return redirect(after)
        form.add_error(
            "password", wait_message(wait) if wait else "Ce n'est pas votre mot de passe : saisissez-le à nouveau."
        )
    context = {"form": form, "next": after, "cancel_url": reverse("account_details")}
    context["crumbs"] = [*_crumbs()[:2], ("Confirmer", "")]
    return render(request, "accounts/factors_confirm.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, fresh: list[str], text: str) -> HttpResponse:
    """Back to the list; by way of the recovery codes when there are new ones, which are never shown again."""
    request.session[sessions.FACTOR] = True
    messages.success(request, text)
    if not fresh:
        return redirect("account_factors")
    imposed = settings.MFA_REQUIRED and registries.is_mfa_required(request)
    context = {"codes": fresh, "crumbs": _crumbs("Codes de secours")}
    context["after"] = reverse("home" if imposed else "account_factors")
    return render(request, "accounts/recovery_codes.html", context)


def _qr_code(text: str) -> str:
    """As the address of an image."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


@password_confirmed(back="account_factors")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def add_totp(request: HttpRequest) -> HttpResponse:
    """First « Commencer » (the key is made, and waits in the session), then the application's first code."""
    if request.method == "POST" and "code" not in request.POST:
        request.session[NEW_TOTP] = codes.encrypt(codes.new_secret())
        return redirect("account_totp_add")
    kept = request.session.get(NEW_TOTP)
    context = {"crumbs": _crumbs("Application"), "cancel_url": reverse("account_factors")}
    if kept is None:
        return render(request, "accounts/totp_begin.html", context)
    secret = codes.decrypt(kept)
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            fresh = actions.add_totp(
                user=request.user,
                secret=secret,
                code=form.cleaned_data["code"],
                session_key=request.session.session_key,
            )
        except ActionError as error:
            add_errors(form, error)
        else:
            del request.session[NEW_TOTP]
            return _done(request, fresh, "L'application est ajoutée.")
    url = codes.application_url(secret, request.user.username)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context |= {"form": form, "url": url, "image": _qr_code(url), "secret": grouped}
    return render(request, "accounts/totp_add.html", context, status=422 if form.errors else 200)


@password_confirmed(back="account_factors")
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked, key = request.session.pop(QUESTION, None), request.session.session_key
        try:
            fresh = actions.add_passkey(
                user=request.user, state=asked, host=host_name(request), session_key=key, **form.cleaned_data
            )
        except ActionError as error:
            add_errors(form, error)
        else:
            return _done(request, fresh, "La clé d'accès est ajoutée.")
    context = {"form": form, "crumbs": _crumbs("Clé d'accès"), "cancel_url": reverse("account_factors")}
    return render(request, "accounts/passkey_add.html", context, status=422 if form.errors else 200)


@password_confirmed(back="account_factors")
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    known = queries.passkeys(request.user)
    options, request.session[QUESTION] = passkeys.ask_registration(request.user, known, host_name(request))
    return JsonResponse(options)


@password_confirmed(back="account_factors")
@require_http_methods(["GET", "HEAD", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        context = {"crumbs": _crumbs("Codes de secours"), "cancel_url": reverse("account_factors")}
        return render(request, "accounts/recovery_codes_renew.html", context)
    try:
        fresh = actions.renew_recovery_codes(user=request.user)
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("account_factors")
    return _done(request, fresh, "Vos nouveaux codes sont prêts. Les anciens ne servent plus.")


@password_confirmed(back="account_factors")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    kept = queries.authenticators(request.user).filter(public_id=public_id).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        actions.remove_factor(user=request.user, public_id=public_id, session_key=request.session.session_key)
        request.session[sessions.FACTOR] = queries.has_second_factor(request.user)
        messages.success(request, "Ce second facteur est retiré.")
        return redirect("account_factors")
    crumbs, last = _crumbs("Retirer"), queries.authenticators(request.user).count() == 1
    context = {"kept": kept, "last": last, "crumbs": crumbs, "cancel_url": reverse("account_factors")}
    return render(request, "accounts/factor_remove.html", context)
