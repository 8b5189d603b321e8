"""The account of somebody who has access to a convention: looked after from their page."""

from __future__ import annotations

from django.http import HttpResponse

from portal.base.formats import of, short_date
from portal.base.once import once
from portal.habpps.account_help.views import FACTOR, INVITATION, PASSWORD, SESSIONS, UNLOCK, HelpViews
from portal.habpps.grants.views.effects import LOOK, ending_context
from portal.habpps.models import Grant
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.rules import WHATEVER_THE_DAY
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.amendments import url_of_amendment
from portal.habpps.screens.pages import (
    Crumbs,
    PortalRequest,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
    users_crumbs,
)

from ..actions.access import close_user, reopen_user, why_not_closed
from ..actions.care import AGREEMENTS, change_contact
from ..actions.users import add_to_group
from ..forms import ClosingUserForm, ContactForm, GroupForm, ReopeningForm
from ..queries import users as queries
from ..queries.groups import list_groups_to_give
from ..tables.one import name_past
from .users import get_membership


def _crumbs(membership: Grant, *last: tuple[str, str]) -> Crumbs:
    return users_crumbs(membership.agreement, *last)


def _below(membership: Grant, person: str, title: str) -> Crumbs:
    return _crumbs(membership, (person, url("user", membership.public_id)), (title, ""))


@page("GET", "POST")
@once
def user_contact(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    person = shown_person(membership)
    initial = {"phone": person.phone, "phone_again": person.phone}
    if person.invited_at is None:
        initial["mobility"] = membership.user.mobility
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        changed = carry_out(
            form, lambda: change_contact(actor=request.actor, membership=membership, **form.cleaned_data)
        )
        if changed is not None:
            return redirect_done(request, "Les coordonnées sont enregistrées.", "habpps:user", public_id=public_id)
    context = {
        "form": form,
        "person": person.identified_name,
        "address_url": url("invitation_address", public_id) if person.invited_at and not person.refused else "",
        "why_not": AGREEMENTS.decide(request.actor, membership, invited=person.invited_at is not None).reason,
        "cancel_url": url("user", public_id),
        "crumbs": _below(membership, person.full_name, "Modifier"),
    }
    return render_page(request, "people/user_contact", context)


@page("GET", "POST")
@once
def group_add(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    agreement, person = membership.agreement, shown_person(membership)
    initial = {"valid_from": request.actor.today, "valid_until": membership.valid_until or agreement.closes_on}
    typed = request.POST if request.method == "POST" else None
    offered = list_groups_to_give(request.actor, agreement)
    form = GroupForm(typed, agreement=agreement, groups=offered, initial=initial)
    if request.method == "POST":
        outcome = carry_out(form, lambda: add_to_group(actor=request.actor, membership=membership, **form.cleaned_data))
        if outcome is not None:
            text = f"{person.full_name} est dans le groupe." if outcome.grants else ""
            return redirect_done(request, text, "habpps:user", public_id=public_id, notes=outcome.notes)
    context = {
        "form": form,
        "agreement": agreement,
        "person": person.identified_name,
        "submit_label": "Ajouter au groupe",
        "cancel_url": url("user", public_id),
        "crumbs": _below(membership, person.full_name, "Ajouter un utilisateur au groupe"),
    }
    return render_page(request, "people/group_add", context)


@page("GET", "POST")
@once
def user_close(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    person = shown_person(membership)
    form, looks = ClosingUserForm(request.POST if request.method == "POST" else None), request.POST.get("act") == LOOK
    if request.method == "POST" and not looks:
        closed = carry_out(form, lambda: close_user(actor=request.actor, membership=membership, **form.cleaned_data))
        if closed is not None:
            day = form.cleaned_data["last_day"]
            when = f"prend fin le {short_date(day)} au soir" if day else "est clôturé"
            text = f"L'accès {of(person.full_name)} {when}, avec ses groupes et ses rôles."
            return redirect_done(request, text, "habpps:user", public_id=public_id)
    why_not = why_not_closed(request.actor, membership)
    context = {
        "form": form,
        "agreement": membership.agreement,
        "person": person.identified_name,
        "why_not": why_not,
        "never": why_not in WHATEVER_THE_DAY,
        "amendment_url": url_of_amendment(why_not, membership.agreement.public_id, public_id),
        "departure_url": url("departure", public_id),
        "submit_label": "Clôturer l'accès",
        "cancel_url": url("user", public_id),
        "crumbs": _below(membership, person.full_name, "Clôturer l'accès"),
        **ending_context(request, form, [membership]),
    }
    return render_page(request, "people/user_close", context, refused=not looks)


@page("GET", "POST")
@once
def user_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    agreement, person = membership.agreement, shown_person(membership)
    mine = grantable_roles(request.actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    past = [name_past(g) for g in queries.past_rights(membership, request.actor.today) if g.role in mine]
    initial = {"valid_from": request.actor.today}
    form = ReopeningForm(request.POST if request.method == "POST" else None, past=past, initial=initial)
    if request.method == "POST":
        outcome = carry_out(form, lambda: reopen_user(actor=request.actor, membership=membership, **form.cleaned_data))
        if outcome is not None:
            text = f"{person.full_name} a de nouveau accès à la convention."
            key = outcome.grants[0].public_id
            return redirect_done(request, text, "habpps:user", public_id=key, notes=outcome.notes)
    context = {
        "form": form,
        "agreement": agreement,
        "person": person.identified_name,
        "submit_label": "Rouvrir l'accès",
        "cancel_url": url("user", public_id),
        "crumbs": _below(membership, person.full_name, "Rouvrir l'accès"),
    }
    return render_page(request, "people/user_reopen", context)


helps = HelpViews(AGREEMENTS, get_membership, "user", _crumbs)
password_reset = helps.view(PASSWORD)
invitation_address = helps.address_view()
invitation_resend = helps.view(INVITATION)
sessions_end = helps.view(SESSIONS)
sign_in_unlock = helps.view(UNLOCK)
factor_reset = helps.view(FACTOR)
