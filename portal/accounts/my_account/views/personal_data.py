"""« Mes données »: what is kept and why, and a copy of it."""

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts import registries
from portal.base import clock

from ..actions import export_personal_data
from .details import account_crumbs


def data(request: HttpRequest) -> HttpResponse:
    labels = [chapter.label for chapter in registries.personal_data_chapters()]
    return render(request, "accounts/my_account/data.html", {"labels": labels, "crumbs": account_crumbs("Mes données")})


class ParisTimeEncoder(DjangoJSONEncoder):
    """Instants in Paris time, with their offset: « 2026-11-27T07:37:09+01:00 »."""

    def default(self, o: Any) -> Any:
        return timezone.localtime(o).isoformat(timespec="seconds") if isinstance(o, datetime) else super().default(o)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    chapters = export_personal_data(user=request.user)
    answer = JsonResponse(chapters, ParisTimeEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mes-donnees-{clock.today():%Y-%m-%d}.json"'
    return answer
