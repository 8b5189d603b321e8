"""« Mes données »: own corrections, what is kept and why, and a copy of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions, registries
from portal.accounts.actions.details import FIELDS
from portal.accounts.forms import DetailsForm
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.once import once

from . import add_errors


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), (last, "")]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_details(request: HttpRequest) -> HttpResponse:
    shown = {name: getattr(request.user, name) for name in FIELDS}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_valid():
        try:
            actions.change_details(user=request.user, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Vos coordonnées sont à jour.")
            return redirect("account_details")
    context = {"form": form, "crumbs": _crumbs("Mes coordonnées"), "cancel_url": reverse("account_details")}
    return render(request, "accounts/change_details.html", context, status=422 if form.errors else 200)


def data(request: HttpRequest) -> HttpResponse:
    labels = [chapter.label for chapter in registries.personal_chapters()]
    return render(request, "accounts/data.html", {"labels": labels, "crumbs": _crumbs("Mes données")})


class InParis(DjangoJSONEncoder):
    """Moments as people read them on a clock, with the difference that machines need: « 2026-11-27T07:37:09+01:00 »."""

    def default(self, o: Any) -> Any:
        return timezone.localtime(o).isoformat(timespec="seconds") if isinstance(o, datetime) else super().default(o)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    found = actions.export_personal_data(user=request.user)
    answer = JsonResponse(found, InParis, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mes-donnees-{clock.today():%Y-%m-%d}.json"'
    return answer
