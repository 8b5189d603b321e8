"""« Propositions »: the list, one of them, and what becomes of it."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.agreements.actions.ends import people_concerned
from portal.habpps.agreements.actions.partner_ends import why_not_closed
from portal.habpps.models import Proposal
from portal.habpps.partners.queries import decide_shared_write, decide_site_closing, standing_agreements, use_of_site
from portal.habpps.partners.tables.organisations import consequences
from portal.habpps.partners.tables.places import consequences_of_site
from portal.habpps.partners.tables.proposals import proposal_title
from portal.habpps.partners.wording import title_of
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import is_allowed, require, require_decision
from portal.habpps.rights.holders import leads
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.forms import ConfirmForm, ReasonForm
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url
from portal.ui.tables import page_of

from .. import tables
from ..actions import OUTDATED, accept_proposal, cancel_proposal, refuse_proposal
from ..forms import ProposalFilter
from ..queries import WHOLE, is_own, list_proposals, read_changes
from ..rules import may_answer, may_cancel

TITLE = "Propositions sur les organismes"


@page()
def proposals(request: PortalRequest) -> HttpResponse:
    require(request.actor, REGISTER_PARTNER)
    form = ProposalFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = list_proposals(request.actor, text=asked.get("texte", ""), status=asked.get("statut", ""))
    context = {
        "filter_form": form,
        "table": tables.proposals_table(page_of(request, found), filtered=any(asked.values())),
        "heading": TITLE,
        "crumbs": [("Organismes partenaires", url("partners")), (TITLE, "")],
    }
    return render_page(request, "proposals/proposals", context)


@page()
def proposal(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW_PARTNERS, WHOLE, public_id=public_id)
    changes = read_changes(found)
    answers = leads(request.actor, found.partner) and bool(may_answer(found.state))
    outdated = any(each.now for each in changes)
    cancels = bool(may_cancel(found.state, own=is_own(request.actor, found)))
    context = {
        "proposal": found,
        "history": tables.history(found),
        "changes": tables.changes_table(found, changes),
        "may_accept": answers and not outdated,
        "outdated": OUTDATED if outdated else "",
        "links": tables.links(found, may_answer=answers, may_cancel=cancels),
        "heading": f"Proposition : {title_of(found)}",
        "crumbs": _crumbs(request, found),
    }
    return render_page(request, "proposals/proposal", context)


@page("GET", "POST")
@once
def proposal_accept(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _to_answer(request, public_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        accepted = carry_out(form, lambda: accept_proposal(actor=request.actor, proposal=found))
        if accepted is not None:
            text = f"C'est fait : la fiche est à jour pour toutes les Caf, et la {found.caf.name} en est avertie."
            return redirect_done(request, text, "habpps:proposal", public_id=public_id)
    heading = "Accepter la proposition"
    changes = read_changes(found)
    context = {
        "form": form,
        "proposal": found,
        "heading": heading,
        "about": f"{proposal_title(found)}, {found.partner.name}. Proposition de la {found.caf.name}.",
        "changes": tables.changes_table(found, changes),
        "consequences": _consequences(request, found),
        "why_not": OUTDATED if any(each.now for each in changes) else _why_not_closed(request, found),
        "closes": found.kind == Proposal.Kind.CLOSE,
        "submit_label": heading,
        "cancel_url": url("proposal", public_id),
        "crumbs": _crumbs(request, found, (heading, "")),
    }
    return render_page(request, "proposals/accepting", context)


@page("GET", "POST")
@once
def proposal_refuse(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _to_answer(request, public_id)
    told = f"La {found.caf.name} le lit : elle peut proposer autre chose."
    form = ReasonForm(request.POST if request.method == "POST" else None, told=told)
    if request.method == "POST":
        refused = carry_out(
            form,
            lambda: refuse_proposal(actor=request.actor, proposal=found, reason=form.cleaned_data["reason"]),
        )
        if refused is not None:
            text = f"La proposition est refusée. Rien n'a changé, et la {found.caf.name} en est avertie."
            return redirect_done(request, text, "habpps:proposal", public_id=public_id)
    context = {
        "form": form,
        "heading": "Refuser la proposition",
        "lead": f"{proposal_title(found)}, {found.partner.name}. Proposition de la {found.caf.name}.",
        "touched": ["Rien ne change.", f"La {found.caf.name} en est avertie par e-mail, avec votre motif."],
        "submit_label": "Refuser la proposition",
        "cancel_url": url("proposal", public_id),
        "crumbs": _crumbs(request, found, ("Refuser", "")),
    }
    return render_page(request, "screens/measure", context)


@page("GET", "POST")
@once
def proposal_cancel(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, WHOLE, public_id=public_id)
    if request.method == "GET":
        require_decision(may_cancel(found.state, own=is_own(request.actor, found)))
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        cancelled = carry_out(form, lambda: cancel_proposal(actor=request.actor, proposal=found))
        if cancelled is not None:
            return redirect_done(request, "Votre proposition est annulée.", "habpps:proposal", public_id=public_id)
    context = {
        "form": form,
        "heading": "Annuler la proposition",
        "question": f"{proposal_title(found)}, {found.partner.name} : rien ne change, et la Caf pilote en est avertie.",
        "submit_label": "Annuler la proposition",
        "harmless": False,
        "cancel_url": url("proposal", public_id),
        "crumbs": _crumbs(request, found, ("Annuler la proposition", "")),
    }
    return render_page(request, "screens/confirm", context)


def _to_answer(request: PortalRequest, public_id: str) -> Proposal:
    """Before the form is shown; a POST is decided by the action, whose second click finds it done."""
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, WHOLE, public_id=public_id)
    require_decision(decide_shared_write(request.actor, found.partner))
    if request.method == "GET":
        require_decision(may_answer(found.state))
    return found


def _consequences(request: PortalRequest, proposal: Proposal) -> list[str]:
    everybody = "La fiche change pour toutes les Caf qui ont enregistré l'organisme ; chacune le lit dans son journal."
    if proposal.kind != Proposal.Kind.CLOSE:
        return [everybody]
    if proposal.site is not None:
        return consequences_of_site(use_of_site(request.actor, proposal.site))
    standing = standing_agreements(request.actor, proposal.partner)
    return consequences((each, people_concerned(each, request.actor.today)) for each in standing)


def _why_not_closed(request: PortalRequest, proposal: Proposal) -> str:
    """What stands in the way of a closing today, for who reads the page before pressing the button."""
    if proposal.kind != Proposal.Kind.CLOSE:
        return ""
    if proposal.site is not None:
        return decide_site_closing(proposal.site, request.actor.today).reason
    return why_not_closed(proposal.partner, request.actor.today)


def _crumbs(request: PortalRequest, proposal: Proposal, *last: tuple[str, str]) -> Crumbs:
    """The list is that of administrators; others come from the organisation."""
    partner = proposal.partner
    listed = [(TITLE, url("proposals"))] if is_allowed(request.actor, REGISTER_PARTNER) else []
    here = (proposal_title(proposal), url("proposal", proposal.public_id) if last else "")
    return [
        ("Organismes partenaires", url("partners")),
        *listed,
        (partner.name, url("partner", partner.public_id)),
        here,
        *last,
    ]
