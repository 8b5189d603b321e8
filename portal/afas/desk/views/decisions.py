"""The Caf's two decisions on a declaration: validate it, or return it with a reason."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.afas.declarations.pages import add_notice, declaration_or_404, keep_typed, refusal_as_notice
from portal.afas.declarations.rules import may_return, may_validate
from portal.afas.declarations.wording import declaration_name
from portal.afas.models import Declaration
from portal.afas.permissions import FOLLOW, HANDLE
from portal.base.errors import ActionError, Refused
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.rights.decisions import require, require_decision

from .. import actions
from ..forms import ReturnForm
from ..tables.lists import file_url


def _crumbs(declaration: Declaration, here: str) -> list[tuple[str, str]]:
    return [
        ("Déclarations à traiter", reverse("afas:caf_inbox")),
        (declaration_name(declaration), file_url(declaration)),
        (here, ""),
    ]


@login_required
@once
@refusal_as_notice("afas:caf_file")
def validate(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    if request.method == "POST":
        actions.validate_declaration(actor=request.actor, declaration=declaration)
        add_notice(request, "La déclaration est validée. Les personnes de l’organisme sont prévenues.", "success")
        return redirect("afas:caf_inbox")
    require(request.actor, HANDLE, declaration)
    require_decision(may_validate(request.actor, declaration))
    context = {
        "declaration": declaration,
        "name": declaration_name(declaration),
        "partner": declaration.activity.agreement.shown_partner,
        "crumbs": _crumbs(declaration, "Valider"),
        "cancel_url": file_url(declaration),
    }
    return render(request, "afas/desk/validate.html", context)


@login_required
@once
def return_for_correction(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    require(request.actor, HANDLE, declaration)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_for_correction(actor=request.actor, declaration=declaration, **form.cleaned_data)
        except ActionError as error:
            for field, texts in error.errors.items():
                form.add_error(field or None, texts)
        except Refused as refused:
            keep_typed(form, refused)
        else:
            add_notice(request, "La déclaration est retournée. Les personnes de l’organisme sont prévenues.", "success")
            return redirect("afas:caf_inbox")
    if request.method != "POST":
        require_decision(may_return(request.actor, declaration))
    context = {
        "form": form,
        "name": declaration_name(declaration),
        "partner": declaration.activity.agreement.shown_partner,
        "crumbs": _crumbs(declaration, "Retourner"),
        "cancel_url": file_url(declaration),
        "submit_label": "Retourner à l’organisme",
    }
    return render(request, "afas/desk/return.html", context, status=422 if form.errors else 200)
