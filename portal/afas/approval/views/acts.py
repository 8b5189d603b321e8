"""Sending a part back to its providers, and taking one's own data back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.afas.declarations.pages import add_notice, declaration_or_404, keep_typed, refusal_as_notice
from portal.afas.declarations.rules import ENTER, may_reopen_part, may_send_back_part
from portal.afas.declarations.tables.states import DATA
from portal.afas.declarations.tables.steps import crumbs, entry_url, hub_url
from portal.afas.declarations.wording import declaration_name
from portal.afas.entry.actions import reopen_part
from portal.afas.models import PartKind
from portal.afas.permissions import APPROVE
from portal.base.errors import Refused
from portal.base.once import once
from portal.habpps.rights.decisions import require, require_decision

from ..actions import send_back_part
from ..forms import ReasonForm


@login_required
@once
def send_back(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id)
    require(request.actor, APPROVE, declaration)
    if request.method != "POST":
        require_decision(may_send_back_part(request.actor, declaration, kind, request.actor.today))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            send_back_part(actor=request.actor, declaration=declaration, kind=kind, reason=reason)
        except Refused as refused:
            keep_typed(form, refused)
        else:
            add_notice(
                request,
                f"Vous avez renvoyé {DATA[PartKind(kind)]} à la saisie. Les personnes concernées sont prévenues.",
                "success",
            )
            return redirect(hub_url(declaration))
    context = {
        "form": form,
        "heading": f"Renvoyer {DATA[PartKind(kind)]} à la saisie",
        "lead": declaration_name(declaration),
        "crumbs": crumbs(declaration, "Renvoyer à la saisie"),
        "submit_label": "Renvoyer à la saisie",
        "cancel_url": hub_url(declaration),
    }
    return render(request, "ui/form_page.html", context, status=422 if form.errors else 200)


@login_required
@once
@refusal_as_notice("afas:declaration")
def reopen(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id)
    require(request.actor, ENTER[kind], declaration)
    if request.method == "POST":
        reopen_part(actor=request.actor, declaration=declaration, kind=kind)
        add_notice(request, "Vous pouvez de nouveau modifier ces données.", "success")
        return redirect(entry_url(declaration, kind))
    require_decision(may_reopen_part(request.actor, declaration, kind, request.actor.today))
    context = {
        "heading": f"Reprendre {DATA[PartKind(kind)]} en saisie ?",
        "crumbs": crumbs(declaration, "Reprendre en saisie"),
        "cancel_url": hub_url(declaration),
        "name": declaration_name(declaration),
    }
    return render(request, "afas/approval/reopen.html", context)
