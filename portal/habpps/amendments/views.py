"""« Avenants »: a change of administrator, from the request to the signature."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from portal.base.once import once
from portal.habpps.models import Agreement, Amendment, Grant
from portal.habpps.permissions import NAME_ADMINISTRATORS, REQUEST_AMENDMENT, VIEW_AGREEMENTS
from portal.habpps.rights import holders
from portal.habpps.rights.decisions import is_allowed, require_decision
from portal.habpps.rights.rules import administrators_warning
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.forms import ConfirmForm, ReasonForm
from portal.habpps.screens.namesakes import namesakes_of_typed
from portal.habpps.screens.pages import (
    Crumbs,
    PortalRequest,
    agreement_crumbs,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
)
from portal.ui.pieces import Action

from . import queries, tables
from .actions.requests import cancel_amendment, refuse_amendment, request_amendment
from .actions.signing import administrators_left, sign_amendment
from .continuity import why_alone, why_alone_without
from .forms import AmendmentForm, SignatureForm
from .pdf import amendment_pdf as pdf_of
from .pdf import paper_of
from .rules import has_paper, may_cancel, may_request

AGREEMENTS = Agreement.objects.select_related("partner", "caf")
AMENDMENTS = Amendment.objects.select_related(*queries.WHOLE)


def _about(amendment: Amendment) -> str:
    return f"{amendment}, {amendment.agreement.shown_label}"


def _crumbs(found: Amendment, *last: tuple[str, str]) -> Crumbs:
    here = [("Avenants", url("amendments", found.agreement.public_id))]
    own = url("amendment", found.public_id) if last else ""
    return agreement_crumbs(found.agreement, *here, (str(found), own), *last)


def _decided(request: PortalRequest, found: Amendment) -> bool:
    """Is the page asked for an avenant that was decided meanwhile, or before the « Back » button?"""
    return request.method == "GET" and found.state != Amendment.State.REQUESTED


@page()
def amendments(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW_AGREEMENTS, AGREEMENTS, public_id=public_id)
    ask = None
    if is_allowed(request.actor, REQUEST_AMENDMENT, found) and may_request(found.state):
        ask = Action("Demander un avenant", url("amendment_request", public_id), "plus")
    people = holders.named_administrators(found, request.actor.today)
    validated = found.state == Agreement.State.VALIDATED
    asked = queries.list_amendments(found)
    context = {
        "agreement": found,
        "table": tables.amendments_table(asked, queries.leaving_names(found, asked), ask),
        "ask": ask,
        "warning": administrators_warning(len({grant.user_id for grant in people})) if validated else "",
        "crumbs": agreement_crumbs(found, ("Avenants", "")),
    }
    return render_page(request, "amendments/amendments", context)


def _leaving_asked(request: PortalRequest, people: list[Grant]) -> Grant | None:
    """The administrator whom the link here names, by their function or by their access."""
    asked = request.GET.get("depart", "")
    return next((each for each in people if asked in (each.public_id, each.parent.public_id)), None)


@page("GET", "POST")
@once
def amendment_request(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, REQUEST_AMENDMENT, AGREEMENTS, public_id=public_id)
    today = request.actor.today
    people = holders.named_administrators(found, today)
    leaving = _leaving_asked(request, people)
    initial = {"effective_on": today, "leaving": leaving.public_id if leaving else ""}
    form = AmendmentForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if request.method == "POST":
        asked = carry_out(form, lambda: request_amendment(actor=request.actor, agreement=found, change=form.change()))
        if asked is not None:
            text = "L'avenant est demandé. Faites signer le PDF aux deux parties ; la Caf enregistre la signature."
            return redirect_done(request, text, "habpps:amendment", public_id=asked.public_id)
    context = {
        "form": form,
        "agreement": found,
        "namesakes": namesakes_of_typed(found, request.POST),
        "why_not": may_request(found.state).reason,
        "alone": why_alone_without(found, leaving.user_id, today, today) if leaving else "",
        "leaving": shown_person(leaving).identified_name if leaving else "",
        "submit_label": "Demander l'avenant",
        "cancel_url": url("amendments", public_id),
        "crumbs": agreement_crumbs(found, ("Avenants", url("amendments", public_id)), ("Demander un avenant", "")),
    }
    return render_page(request, "amendments/amendment_request", context)


@page()
def amendment(request: PortalRequest, public_id: str) -> HttpResponse:
    """What the PDF says, as a page, with where the avenant stands."""
    found = get_or_404(request.actor, VIEW_AGREEMENTS, AMENDMENTS, public_id=public_id)
    paper = paper_of(found)
    waits = found.state == Amendment.State.REQUESTED
    signs = waits and is_allowed(request.actor, NAME_ADMINISTRATORS, found)
    asked_it = may_cancel(found.state, actor_id=request.actor.id, requested_by=found.requested_by_id)
    cancels = bool(asked_it) and is_allowed(request.actor, REQUEST_AMENDMENT, found)
    context = {
        "amendment": found,
        "agreement": found.agreement,
        "paper": paper,
        "parts": tables.paper_rows(paper),
        "history": tables.history(found),
        "links": tables.links(found, may_sign=signs, may_cancel=cancels),
        "may_sign": signs,
        "why_alone": why_alone(found.agreement, found, request.actor.today) if signs else "",
        "about": found.agreement.shown_label,
        "crumbs": _crumbs(found),
    }
    return render_page(request, "amendments/amendment", context)


@page()
def amendment_pdf(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW_AGREEMENTS, AMENDMENTS, public_id=public_id)
    if not has_paper(found.state):
        raise Http404
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"avenant-{found.number}-{found.agreement.public_id}.pdf"
    )
    return response


@page("GET", "POST")
@once
def amendment_sign(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, NAME_ADMINISTRATORS, AMENDMENTS, public_id=public_id)
    if _decided(request, found):
        return redirect("habpps:amendment", public_id)
    today = request.actor.today
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignatureForm(*posted, initial={"signed_on": today})
    if request.method == "POST":
        signed = carry_out(
            form,
            lambda: sign_amendment(actor=request.actor, amendment=found, signature=form.signature()),
        )
        if signed is not None:
            text = "La signature est enregistrée : les droits changent à la date d'effet, et chacun en est averti."
            return redirect_done(request, text, "habpps:amendment", public_id=public_id)
    leaving = shown_person(found.leaving).identified_name if found.leaving else ""
    warning = administrators_warning(administrators_left(found.agreement, found, today))
    context = {
        "form": form,
        "amendment": found,
        "agreement": found.agreement,
        "consequences": tables.consequences_of_signing(found, today, leaving=leaving, warning=warning),
        "why_alone": why_alone(found.agreement, found, today),
        "submit_label": "Enregistrer la signature",
        "cancel_url": url("amendment", public_id),
        "about": _about(found),
        "crumbs": _crumbs(found, ("Enregistrer la signature", "")),
    }
    return render_page(request, "amendments/amendment_sign", context)


@page("GET", "POST")
@once
def amendment_refuse(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, NAME_ADMINISTRATORS, AMENDMENTS, public_id=public_id)
    if _decided(request, found):
        return redirect("habpps:amendment", public_id)
    told = "Il est écrit aux administrateurs de la convention."
    form = ReasonForm(request.POST if request.method == "POST" else None, told=told)
    if request.method == "POST":
        refused = carry_out(
            form,
            lambda: refuse_amendment(actor=request.actor, amendment=found, reason=form.cleaned_data["reason"]),
        )
        if refused is not None:
            return redirect_done(
                request, "L'avenant est refusé. Aucun droit n'a changé.", "habpps:amendment", public_id=public_id
            )
    context = {
        "form": form,
        "heading": "Refuser l'avenant",
        "lead": f"{found}, {found.agreement.shown_label}.",
        "touched": ["Aucun droit ne change.", "Les administrateurs et la boîte de la Caf en sont avertis par mail."],
        "submit_label": "Refuser l'avenant",
        "cancel_url": url("amendment", public_id),
        "about": _about(found),
        "crumbs": _crumbs(found, ("Refuser", "")),
    }
    return render_page(request, "screens/measure", context)


@page("GET", "POST")
@once
def amendment_cancel(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, REQUEST_AMENDMENT, AMENDMENTS, public_id=public_id)
    if found.requested_by_id != request.actor.id:
        require_decision(may_cancel(found.state, actor_id=request.actor.id, requested_by=found.requested_by_id))
    if _decided(request, found):
        return redirect("habpps:amendment", public_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        cancelled = carry_out(form, lambda: cancel_amendment(actor=request.actor, amendment=found))
        if cancelled is not None:
            return redirect_done(request, "La demande est annulée.", "habpps:amendment", public_id=public_id)
    context = {
        "form": form,
        "heading": "Annuler la demande d'avenant",
        "question": f"{found} : la demande est annulée, aucun droit ne change, et chacun en est averti par mail.",
        "submit_label": "Annuler la demande",
        "harmless": False,
        "cancel_url": url("amendment", public_id),
        "about": _about(found),
        "crumbs": _crumbs(found, ("Annuler la demande", "")),
    }
    return render_page(request, "screens/confirm", context)
