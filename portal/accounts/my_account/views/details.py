"""People correct their own name and telephone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import add_errors
from portal.base.errors import ActionError
from portal.base.once import once
from portal.base.urls import reverse

from .. import actions
from ..actions import FIELDS
from ..forms import DetailsForm


def account_crumbs(last: str) -> list[tuple[str, str]]:
    return [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), (last, "")]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_details(request: HttpRequest) -> HttpResponse:
    current = {name: getattr(request.user, name) for name in FIELDS}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=current)
    if form.is_valid():
        try:
            actions.change_details(user=request.user, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Vos coordonnées sont à jour.")
            return redirect("account_details")
    context = {"form": form, "crumbs": account_crumbs("Mes coordonnées"), "cancel_url": reverse("account_details")}
    return render(request, "accounts/my_account/change_details.html", context, status=422 if form.errors else 200)
