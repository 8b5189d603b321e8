"""« Mon compte »: the page itself, password, e-mail address."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts import actions, queries
from portal.accounts.confirmations import tries_counted
from portal.accounts.forms import ChangeEmailForm, ChangePasswordForm, NewPasswordForm
from portal.accounts.models import User
from portal.accounts.tables import KINDS, sessions_table
from portal.base import formats
from portal.base.errors import ActionError
from portal.base.once import once
from portal.ui.pieces import SummaryRow

from . import add_errors

ACCOUNT = ("Mon compte", "")


def _identity(user: User) -> list[SummaryRow]:
    change, waiting = reverse("account_change_details"), queries.email_to_confirm(user)
    emails = [user.email, f"En attente de confirmation\u00a0: {waiting}"] if waiting else user.email
    return [
        SummaryRow("Identifiant", user.username),
        SummaryRow("Prénom", user.first_name, change_url=change),
        SummaryRow("Nom", user.last_name, change_url=change),
        SummaryRow("Adresse mail", emails, change_url=reverse("account_change_email")),
        SummaryRow("Téléphone", user.phone or "Non renseigné", change_url=change),
        SummaryRow("Poste de travail", user.get_mobility_display()),
    ]


def _security(user: User) -> list[SummaryRow]:
    changed = formats.moment(user.password_changed_at)
    kinds = [KINDS[each.type] for each in queries.authenticators(user)]
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
    sessions = list(queries.open_sessions(request.user)[: queries.MOST_SESSIONS])
    context = {
        "crumbs": [("Accueil", reverse("home")), ACCOUNT],
        "identity": _identity(request.user),
        "security": _security(request.user),
        "connections": sessions_table(sessions, request.session.session_key),
        "has_others": len(sessions) > 1,
    }
    return render(request, "accounts/details.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@tries_counted("old")
@once
def change_password(request: HttpRequest) -> HttpResponse:
    if not request.user.has_usable_password():
        return redirect("account_choose_password")
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = request.session.session_key
        try:
            user = actions.change_password(user=request.user, session_key=key, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Votre mot de passe est changé. Vos autres connexions sont fermées.")
            return redirect("account_details")
    crumbs = [("Accueil", reverse("home")), ("Mon compte", reverse("account_details")), ("Mot de passe", "")]
    context = {"form": form, "crumbs": crumbs, "cancel_url": reverse("account_details")}
    return render(request, "accounts/change_password.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@once
def choose_password(request: HttpRequest) -> HttpResponse:
    """The step that follows a provisional password, before anything else."""
    if not request.user.must_change_password:
        return redirect("home")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = request.session.session_key
        try:
            user = actions.choose_password(user=request.user, session_key=key, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Votre mot de passe est enregistré. Le précédent ne sert plus.")
            return redirect("home")
    return render(request, "accounts/choose_password.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@tries_counted("password")
@once
def change_email(request: HttpRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.request_email_change(user=request.user, **form.cleaned_data)
        except ActionError as error:
            add_errors(form, error)
        else:
            text = "Un lien vient de partir à la nouvelle adresse : ouvrez-le sous 24 heures pour la confirmer."
            messages.success(request, text)
            return redirect("account_details")
    crumbs = [("Accueil", reverse("home")), ("Administration", ""), ("Modifier mon adresse mail", "")]
    context = {"form": form, "crumbs": crumbs, "cancel_url": reverse("home")}
    return render(request, "accounts/change_email.html", context, status=422 if form.errors else 200)
