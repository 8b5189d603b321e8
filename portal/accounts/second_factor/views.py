"""« Second facteur » of one's own account: application, passkeys, recovery codes."""

import base64
from io import BytesIO

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from qrcode.image.svg import SvgPathFillImage

from portal.accounts import registries
from portal.accounts.forms import add_errors
from portal.accounts.models import Authenticator
from portal.accounts.passwords.confirmations import require_recent_password
from portal.accounts.sessions.store import HAS_SECOND_FACTOR
from portal.base.errors import ActionError
from portal.base.once import once
from portal.base.urls import reverse

from . import actions, codes, passkeys
from .forms import FirstCodeForm, NewPasskeyForm
from .passkeys import QUESTION, host_name
from .queries import authenticators_of, has_second_factor, passkeys_of, recovery_codes_left
from .requirement import must_set_up_second_factor
from .tables import authenticators_table

NEW_TOTP = "new_totp"


def _crumbs(*last: str) -> list[tuple[str, str]]:
    here = [("Accueil", reverse("home")), ("Mon compte", reverse("account_details"))]
    return [*here, ("Second facteur", reverse("account_factors") if last else ""), *((label, "") for label in last)]


def overview(request: HttpRequest) -> HttpResponse:
    authenticators = list(authenticators_of(request.user))
    context = {
        "crumbs": _crumbs(),
        "factors": authenticators_table(authenticators),
        "protected": bool(authenticators),
        "has_application": any(each.type == Authenticator.Type.APPLICATION for each in authenticators),
        "passkeys_possible": passkeys.are_possible(host_name(request)),
        "codes_left": recovery_codes_left(request.user) if authenticators else 0,
        "codes_made": codes.RECOVERY_CODES,
        "must": must_set_up_second_factor(request),
        "relaxed": settings.DEMO and not settings.MFA_REQUIRED,
    }
    return render(request, "accounts/second_factor/factors.html", context)


def _factor_changed(request: HttpRequest, fresh: list[str], text: str) -> HttpResponse:
    """Back to the list, or first to the new recovery codes in `fresh`, which are never shown again."""
    request.session[HAS_SECOND_FACTOR] = True
    messages.success(request, text)
    if not fresh:
        return redirect("account_factors")
    imposed = settings.MFA_REQUIRED and registries.is_second_factor_required(request)
    context = {"codes": fresh, "crumbs": _crumbs("Codes de secours")}
    context["after"] = reverse("home" if imposed else "account_factors")
    return render(request, "accounts/second_factor/recovery_codes.html", context)


def _qr_code(text: str) -> str:
    """A QR code of the text, as a `data:` address."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


@require_recent_password(back="account_factors")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def add_application(request: HttpRequest) -> HttpResponse:
    """First « Commencer » (the key is made and kept in the session), then the first code of the application."""
    if request.method == "POST" and "code" not in request.POST:
        request.session[NEW_TOTP] = codes.encrypt(codes.new_secret())
        return redirect("account_totp_add")
    kept = request.session.get(NEW_TOTP)
    context = {"crumbs": _crumbs("Application"), "cancel_url": reverse("account_factors")}
    if kept is None:
        return render(request, "accounts/second_factor/totp_begin.html", context)
    secret = codes.decrypt(kept)
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            fresh = actions.add_application(
                user=request.user,
                secret=secret,
                code=form.cleaned_data["code"],
                session_key=request.session.session_key,
            )
        except ActionError as error:
            add_errors(form, error)
        else:
            del request.session[NEW_TOTP]
            return _factor_changed(request, fresh, "L'application est ajoutée.")
    url = codes.application_url(secret, request.user.username)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context |= {"form": form, "application_url": url, "image": _qr_code(url), "secret": grouped}
    return render(request, "accounts/second_factor/totp_add.html", context, status=422 if form.errors else 200)


@require_recent_password(back="account_factors")
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
            return _factor_changed(request, fresh, "La clé d'accès est ajoutée.")
    context = {"form": form, "crumbs": _crumbs("Clé d'accès"), "cancel_url": reverse("account_factors")}
    return render(request, "accounts/second_factor/passkey_add.html", context, status=422 if form.errors else 200)


@require_recent_password(back="account_factors")
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    known = passkeys_of(request.user)
    options, request.session[QUESTION] = passkeys.registration_options(request.user, known, host_name(request))
    return JsonResponse(options)


@require_recent_password(back="account_factors")
@require_http_methods(["GET", "HEAD", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        context = {"crumbs": _crumbs("Codes de secours"), "cancel_url": reverse("account_factors")}
        return render(request, "accounts/second_factor/recovery_codes_renew.html", context)
    try:
        fresh = actions.renew_recovery_codes(user=request.user)
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("account_factors")
    return _factor_changed(request, fresh, "Vos nouveaux codes sont prêts. Les anciens ne servent plus.")


@require_recent_password(back="account_factors")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    kept = authenticators_of(request.user).filter(public_id=public_id).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        actions.remove_authenticator(user=request.user, public_id=public_id, session_key=request.session.session_key)
        request.session[HAS_SECOND_FACTOR] = has_second_factor(request.user)
        messages.success(request, "Ce second facteur est retiré.")
        return redirect("account_factors")
    crumbs, last = _crumbs("Retirer"), authenticators_of(request.user).count() == 1
    context = {"kept": kept, "last": last, "crumbs": crumbs, "cancel_url": reverse("account_factors")}
    return render(request, "accounts/second_factor/factor_remove.html", context)
