"""People correct their own telephone, and their name where no rule keeps it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts import registries
from portal.accounts.forms import add_errors
from portal.base.errors import ActionError
from portal.base.once import once
from portal.base.urls import reverse

from .. import actions
from ..actions import NAMES
from ..forms import DetailsForm, PhoneForm


def account_crumbs(last: str) -> list[tuple[str, str]]:
    return [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), (last, "")]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_details(request: HttpRequest) -> HttpResponse:
    rule = registries.find_name_rule(request.user)
    # A name typed before a right was given is not dropped without a word: the action says why it is kept.
    types_names = rule is None or any(name in request.POST for name in NAMES)
    names = {name: getattr(request.user, name) for name in NAMES}
    form_class = DetailsForm if types_names else PhoneForm
    initial = {**names, "phone": request.user.phone}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.change_details(user=request.user, **{**names, **form.cleaned_data})
        except ActionError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Vos coordonnées sont à jour.")
            return redirect("account_details")
    context = {
        "form": form,
        "types_names": types_names,
        "names_url": reverse(rule.page) if rule else "",
        "crumbs": account_crumbs("Mes coordonnées"),
        "cancel_url": reverse("account_details"),
    }
    return render(request, "accounts/my_account/change_details.html", context, status=422 if form.errors else 200)
