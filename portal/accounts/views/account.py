"""« Mon compte »: details, password, e-mail address, connections."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions, queries
from portal.accounts.forms import ChangeEmailForm, ChangePasswordForm, NewPasswordForm
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.base.once import once
from portal.ui import formats
from portal.ui.pieces import Action, SummaryRow
from portal.ui.tables import Actions, Column, Row, Table

from . import add_errors
from .home import previous_connection

ACCOUNT = ("Mon compte", "")


def _details(user: User) -> list[SummaryRow]:
    changed = formats.moment(user.password_changed_at) or "Jamais"
    return [
        SummaryRow("Identifiant", user.username),
        SummaryRow("Nom", user.last_name),
        SummaryRow("Prénom", user.first_name),
        SummaryRow("Adresse mail", user.email, change_url=reverse("account_change_email")),
        SummaryRow("Téléphone", user.phone or "Non renseigné"),
        SummaryRow("Poste de travail", user.get_mobility_display()),
        SummaryRow("Mot de passe changé le", changed, change_url=reverse("account_change_password")),
        SummaryRow("Connexion précédente", previous_connection(user) or "Aucune"),
    ]


def _connections(request: HttpRequest) -> Table:
    rows = []
    for session in queries.open_sessions(request.user):
        here = session.session_key == request.session.session_key
        end = Action("Fermer", reverse("account_end_session", args=[session.public_id]), icon="cross", method="post")
        began, seen = formats.moment(session.started_at), formats.moment(session.seen_at)
        browser = session.browser or "Navigateur"
        cells = [browser, began, seen, "Cette connexion" if here else Actions(next=end, about=f"{browser}, {began}")]
        rows.append(Row(cells))
    columns = [Column("Navigateur"), Column("Début"), Column("Dernière activité"), Column("Action")]
    return Table(caption="Mes connexions ouvertes", columns=columns, rows=rows, noun=("connexion", "connexions"))


def details(request: HttpRequest) -> HttpResponse:
    context = {
        "crumbs": [("Accueil", reverse("home")), ACCOUNT],
        "details": _details(request.user),
        "connections": _connections(request),
    }
    return render(request, "accounts/details.html", context)


@require_POST
def end_session(request: HttpRequest, public_id: str) -> HttpResponse:
    if not actions.end_session(user=request.user, public_id=public_id):
        raise Http404
    messages.success(request, "La connexion est fermée.")
    return redirect("account_details")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
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
