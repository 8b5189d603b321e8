"""« Liste des utilisateurs » of a convention, and each of them."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps import actions
from portal.habpps.access import get_allowed, get_or_404
from portal.habpps.actions.users import serves_others
from portal.habpps.forms.users import ConfirmForm, ContactForm, GroupForm, UserFilter, UserForm
from portal.habpps.models import Agreement, Grant
from portal.habpps.queries import users as queries
from portal.habpps.queries.agreements import groups_of
from portal.habpps.rights.decisions import can, is_allowed
from portal.habpps.rights.roles import Role
from portal.habpps.tables import users as tables
from portal.ui.tables import chosen_sort, page_of

from .common import PortalRequest, carry_out, done, full_name, page, show, url, users_crumbs

VIEW, MANAGE = "habpps.view_users", "habpps.manage_users"
WHOLE = Agreement.objects.select_related("partner", "caf")
MEMBERSHIPS = Grant.objects.select_related("user", "agreement__partner", "agreement__caf")


@page()
def users(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_or_404(request.actor, VIEW, WHOLE, public_id=public_id)
    form = UserFilter(request.GET, groups=groups_of(agreement))
    form.is_valid()
    asked = form.cleaned_data
    sort = chosen_sort(request.GET, tables.COLUMNS, "user__last_name")
    found = queries.users(
        request.actor,
        agreement,
        username=asked.get("identifiant", ""),
        last_name=asked.get("nom", ""),
        first_name=asked.get("prenom", ""),
        group=asked["groupe"].public_id if asked.get("groupe") else "",
        sort=sort,
    )
    may_manage = is_allowed(request.actor, MANAGE, agreement)
    context = {
        "agreement": agreement,
        "filter_form": form,
        "table": tables.users_table(
            page_of(request, found), sort, request.actor, agreement, may_manage=may_manage, filtered=any(asked.values())
        ),
        "create_url": url("user_create", public_id) if may_manage else "",
        "why_not": "" if may_manage else can(request.actor, MANAGE, agreement).reason,
        "crumbs": [*users_crumbs(agreement)[:-1], ("Liste des utilisateurs", "")],
    }
    return show(request, "users", context)


@page("GET", "POST")
@once
def user_create(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW, MANAGE, WHOLE, public_id=public_id)
    form = UserForm(
        request.POST if request.method == "POST" else None,
        groups=groups_of(agreement),
        initial={"valid_from": request.actor.today},
    )
    if request.method == "POST":
        outcome = carry_out(form, lambda: _create(request, agreement, form))
        if outcome is not None:
            text = "L'accès est créé : la personne reçoit ses identifiants, ou l'annonce de son accès, par e-mail."
            return done(request, text, "habpps:users", public_id=public_id, notes=outcome.notes)
    email = request.POST.get("email", "").strip()
    known = queries.already_there(agreement, email, request.actor.today) if email else None
    context = {
        "form": form,
        "agreement": agreement,
        "known": known,
        "cancel_url": url("users", public_id),
        "crumbs": users_crumbs(agreement, ("Créer un utilisateur partenaire", "")),
    }
    return show(request, "user_create", context)


def _create(request: PortalRequest, agreement: Agreement, form: UserForm) -> actions.Outcome:
    return actions.create_user(
        actor=request.actor,
        agreement=agreement,
        identity=form.identity(),
        valid_from=form.cleaned_data["valid_from"],
        valid_until=form.cleaned_data["valid_until"],
        group=form.cleaned_data["group"],
    )


@page()
def user(request: PortalRequest, public_id: str) -> HttpResponse:
    """One person in one convention: « Gérer / rapporter les services de l'utilisateur »."""
    membership = get_or_404(request.actor, VIEW, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    agreement = membership.agreement
    own = membership.user_id == request.actor.id
    may_manage = is_allowed(request.actor, MANAGE, membership) and not own
    context = {
        "membership": membership,
        "agreement": agreement,
        "person": full_name(membership),
        "rows": tables.user_rows(membership, request.actor.today),
        "table": tables.rights_table(queries.rights_under(membership), request.actor, agreement),
        "actions": tables.user_actions(membership) if may_manage and membership.revoked_at is None else [],
        "own": own,
        "crumbs": users_crumbs(agreement, (full_name(membership), "")),
    }
    return show(request, "user", context)


@page("GET", "POST")
@once
def user_contact(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_allowed(request.actor, VIEW, MANAGE, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    person = membership.user
    initial = {"phone": person.phone, "phone_again": person.phone, "mobility": person.mobility}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        changed = carry_out(
            form, lambda: actions.change_contact(actor=request.actor, membership=membership, **form.cleaned_data)
        )
        if changed is not None:
            return done(request, "Les coordonnées sont enregistrées.", "habpps:user", public_id=public_id)
    context = {
        "form": form,
        "person": full_name(membership),
        "shared": serves_others(person, membership.agreement),
        "cancel_url": url("user", public_id),
        "crumbs": users_crumbs(membership.agreement, (full_name(membership), url("user", public_id)), ("Modifier", "")),
    }
    return show(request, "user_contact", context)


@page("GET", "POST")
@once
def group_add(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_allowed(request.actor, VIEW, MANAGE, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    agreement = membership.agreement
    initial = {"valid_from": request.actor.today, "valid_until": membership.valid_until or agreement.closes_on}
    form = GroupForm(request.POST if request.method == "POST" else None, groups=groups_of(agreement), initial=initial)
    if request.method == "POST":
        outcome = carry_out(
            form, lambda: actions.add_to_group(actor=request.actor, membership=membership, **form.cleaned_data)
        )
        if outcome is not None:
            text = f"{full_name(membership)} est dans le groupe." if outcome.grants else ""
            return done(request, text, "habpps:user", public_id=public_id, notes=outcome.notes)
    context = {
        "form": form,
        "agreement": agreement,
        "person": full_name(membership),
        "submit_label": "Ajouter au groupe",
        "cancel_url": url("user", public_id),
        "crumbs": users_crumbs(
            agreement, (full_name(membership), url("user", public_id)), ("Ajouter un utilisateur au groupe", "")
        ),
    }
    return show(request, "group_add", context)


@page("GET", "POST")
@once
def password_reset(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_allowed(request.actor, VIEW, MANAGE, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    return _confirmed(
        request,
        membership,
        actions.reset_password,
        heading="Réinitialiser le mot de passe",
        question="Un lien à usage unique, valable 24 heures, part à son adresse mail. Le lien précédent ne vaut plus.",
        text="Le lien est parti par e-mail.",
    )


@page("GET", "POST")
@once
def sessions_end(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_allowed(request.actor, VIEW, MANAGE, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    return _confirmed(
        request,
        membership,
        actions.end_sessions,
        heading="Fermer les sessions ouvertes",
        question="La personne est déconnectée partout et devra se connecter à nouveau.",
        text="Les sessions de cette personne sont fermées.",
    )


def _confirmed(request: PortalRequest, membership: Grant, action, *, heading: str, question: str, text: str):
    """A page that asks, then does."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    here = url("user", membership.public_id)
    if request.method == "POST":
        person = carry_out(form, lambda: action(actor=request.actor, membership=membership))
        if person is not None:
            return done(request, text, "habpps:user", public_id=membership.public_id)
    context = {
        "form": form,
        "heading": heading,
        "question": f"{full_name(membership)} : {question[:1].lower()}{question[1:]}",
        "submit_label": heading,
        "cancel_url": here,
        "crumbs": users_crumbs(membership.agreement, (full_name(membership), here), (heading, "")),
    }
    return show(request, "confirm", context)
