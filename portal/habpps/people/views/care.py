"""The account of somebody who has access to a convention: looked after from their page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from portal.base.formats import of
from portal.base.once import once
from portal.habpps.agreements.queries import groups_of
from portal.habpps.models import Grant
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.forms import ConfirmForm
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

from ..actions.access import close_user, reopen_user
from ..actions.care import (
    change_contact,
    decide_care,
    end_sessions,
    resend_invitation,
    reset_password,
    reset_second_factor,
    unlock_sign_in,
)
from ..actions.users import add_to_group
from ..forms import ClosingUserForm, ContactForm, GroupForm, ReopeningForm
from ..queries import users as queries
from ..tables.one import name_past
from .users import get_membership


def _crumbs(membership: Grant, person: str, title: str) -> Crumbs:
    return users_crumbs(membership.agreement, (person, url("user", membership.public_id)), (title, ""))


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
        "person": person.full_name,
        "why_not": decide_care(request.actor, membership).reason,
        "cancel_url": url("user", public_id),
        "crumbs": _crumbs(membership, person.full_name, "Modifier"),
    }
    return render_page(request, "people/user_contact", context)


@page("GET", "POST")
@once
def group_add(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    agreement, person = membership.agreement, shown_person(membership)
    initial = {"valid_from": request.actor.today, "valid_until": membership.valid_until or agreement.closes_on}
    form = GroupForm(request.POST if request.method == "POST" else None, groups=groups_of(agreement), initial=initial)
    if request.method == "POST":
        outcome = carry_out(form, lambda: add_to_group(actor=request.actor, membership=membership, **form.cleaned_data))
        if outcome is not None:
            text = f"{person.full_name} est dans le groupe." if outcome.grants else ""
            return redirect_done(request, text, "habpps:user", public_id=public_id, notes=outcome.notes)
    context = {
        "form": form,
        "agreement": agreement,
        "person": person.full_name,
        "submit_label": "Ajouter au groupe",
        "cancel_url": url("user", public_id),
        "crumbs": _crumbs(membership, person.full_name, "Ajouter un utilisateur au groupe"),
    }
    return render_page(request, "people/group_add", context)


@page("GET", "POST")
@once
def user_close(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    person = shown_person(membership)
    form = ClosingUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        closed = carry_out(form, lambda: close_user(actor=request.actor, membership=membership, **form.cleaned_data))
        if closed is not None:
            text = f"L'accès {of(person.full_name)} est clôturé, avec ses groupes et ses rôles."
            return redirect_done(request, text, "habpps:user", public_id=public_id)
    context = {
        "form": form,
        "agreement": membership.agreement,
        "person": person.full_name,
        "departure_url": url("departure", public_id),
        "submit_label": "Clôturer l'accès",
        "cancel_url": url("user", public_id),
        "crumbs": _crumbs(membership, person.full_name, "Clôturer l'accès"),
    }
    return render_page(request, "people/user_close", context)


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
        "person": person.full_name,
        "submit_label": "Rouvrir l'accès",
        "cancel_url": url("user", public_id),
        "crumbs": _crumbs(membership, person.full_name, "Rouvrir l'accès"),
    }
    return render_page(request, "people/user_reopen", context)


def confirmation(
    heading: str, question: str, text: str, action: Callable, *, harmless: bool = True
) -> Callable[..., HttpResponse]:
    """A page that asks, then does `action` to one person. `question` may say their {email}; `text`: what is said once it is done; `harmless`: nothing is
    lost by it."""

    @page("GET", "POST")
    @once
    def view(request: PortalRequest, public_id: str) -> HttpResponse:
        membership = get_membership(request, public_id)
        shown = shown_person(membership)
        person = shown.full_name
        form = ConfirmForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            touched = carry_out(form, lambda: action(actor=request.actor, membership=membership))
            if touched is not None:
                return redirect_done(request, text, "habpps:user", public_id=public_id)
        context = {
            "form": form,
            "heading": heading,
            "question": f"{person} : {question.format(email=shown.email)}",
            "submit_label": heading,
            "harmless": harmless,
            "cancel_url": url("user", public_id),
            "crumbs": _crumbs(membership, person, heading),
        }
        return render_page(request, "screens/confirm", context)

    return view


password_reset = confirmation(
    "Réinitialiser le mot de passe",
    "un lien à usage unique, valable 24 heures, part à {email}. Le lien précédent ne vaut plus.",
    "Le lien est parti par e-mail.",
    reset_password,
)
invitation_resend = confirmation(
    "Renvoyer l'invitation",
    "un nouvel e-mail part à {email}. Un lien envoyé auparavant ne vaut plus.",
    "L'invitation est repartie par e-mail.",
    resend_invitation,
)
sessions_end = confirmation(
    "Fermer les sessions ouvertes",
    "cette personne est déconnectée partout et devra se connecter à nouveau.",
    "Les sessions de cette personne sont fermées.",
    end_sessions,
)
sign_in_unlock = confirmation(
    "Débloquer la connexion",
    "après des essais manqués, le portail fait attendre. Cette attente prend fin, et la personne peut réessayer.",
    "La connexion est débloquée : la personne peut réessayer tout de suite.",
    unlock_sign_in,
)
factor_reset = confirmation(
    "Réinitialiser le second facteur",
    "son second facteur et ses codes de secours sont supprimés, ses sessions fermées, et un e-mail l'en avertit."
    " Assurez-vous d'abord que la demande vient bien de cette personne.",
    "Le second facteur est supprimé : la personne en choisira un autre à sa prochaine connexion.",
    reset_second_factor,
    harmless=False,
)
