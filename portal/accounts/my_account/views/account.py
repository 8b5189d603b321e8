"""« Mon compte », and the change of e-mail address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts import registries
from portal.accounts.forms import add_errors
from portal.accounts.links.actions import LinkError, Purpose, find_link
from portal.accounts.links.views import refused_page
from portal.accounts.models import User
from portal.accounts.passwords.confirmations import count_password_tries
from portal.accounts.second_factor.queries import authenticators_of
from portal.accounts.second_factor.tables import KINDS
from portal.base import formats
from portal.base.delays import WORDS
from portal.base.errors import ActionError
from portal.base.once import once
from portal.base.urls import reverse
from portal.ui.pieces import SummaryRow

from .. import actions
from ..forms import ChangeEmailForm
from ..queries import MOST_SESSIONS, email_to_confirm, open_sessions
from ..tables import sessions_table


def _identity(user: User) -> list[SummaryRow]:
    change, waiting = reverse("account_change_details"), email_to_confirm(user)
    emails = [user.email, f"En attente de confirmation\u00a0: {waiting}"] if waiting else user.email
    rule = registries.find_name_rule(user)
    rename, asked = (reverse(rule.page), rule.asked) if rule else (change, "")
    names = [user.get_full_name(), f"En attente d'une décision\u00a0: {asked}"] if asked else user.get_full_name()
    label = "Voir la demande" if asked else "Demander un changement" if rule else "Modifier"
    return [
        SummaryRow("Identifiant", user.username),
        SummaryRow("Prénom et nom", names, change_url=rename, change_label=label),
        SummaryRow("Adresse mail", emails, change_url=reverse("account_change_email")),
        SummaryRow("Téléphone", user.phone or "Non renseigné", change_url=change),
        SummaryRow("Poste de travail", user.get_mobility_display()),
    ]


def _security(user: User) -> list[SummaryRow]:
    changed = formats.moment(user.password_changed_at)
    kinds = [KINDS[each.type] for each in authenticators_of(user)]
    manage = "Gérer" if kinds else "Ajouter"
    return [
        SummaryRow(
            "Mot de passe",
            f"Changé le {changed}" if changed else "Jamais changé",
            change_url=reverse("account_change_password"),
        ),
        SummaryRow("Second facteur", kinds or "Aucun", change_url=reverse("account_factors"), change_label=manage),
        SummaryRow(
            "Connexion précédente",
            formats.moment(user.previous_login) or "Aucune",
            change_url=reverse("account_connections"),
            change_label="Voir l'historique",
        ),
    ]


def details(request: HttpRequest) -> HttpResponse:
    sessions = list(open_sessions(request.user)[:MOST_SESSIONS])
    context = {
        "crumbs": [("Accueil", reverse("home")), ("Mon compte", "")],
        "identity": _identity(request.user),
        "security": _security(request.user),
        "connections": sessions_table(sessions, request.session.session_key),
        "has_others": len(sessions) > 1,
    }
    return render(request, "accounts/my_account/details.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@count_password_tries("password")
@once
def change_email(request: HttpRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.request_email_change(user=request.user, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            text = f"Un lien vient de partir à la nouvelle adresse : ouvrez-le sous {WORDS.link} pour la confirmer."
            messages.success(request, text)
            return redirect("account_details")
    crumbs = [("Accueil", reverse("home")), ("Administration", ""), ("Modifier mon adresse mail", "")]
    context = {"form": form, "crumbs": crumbs, "cancel_url": reverse("home")}
    return render(request, "accounts/my_account/change_email.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    try:
        link = find_link(key, Purpose.EMAIL)
        if request.method == "POST":
            actions.confirm_email(token=key)
            messages.success(request, "Votre nouvelle adresse mail est enregistrée.")
            return redirect("home" if request.user.is_authenticated else "account_login")
    except LinkError as refused:
        return refused_page(request, refused.reason, Purpose.EMAIL)
    return render(request, "accounts/my_account/email_confirm.html", {"new_email": link.new_email})
