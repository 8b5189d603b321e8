"""« Créer à partir d'un tableur »: a file, its dry run, its confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from portal.base.formats import plural
from portal.base.once import once
from portal.habpps.agreements.queries import groups_of, open_activities
from portal.habpps.models import UserImport
from portal.habpps.people.views.users import WHOLE
from portal.habpps.permissions import MANAGE_USERS, VIEW_USERS
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url, users_crumbs
from portal.ui.exports import Download
from portal.ui.tables import page_of

from . import tables
from .actions import Imported, confirm_import, drop_import, keep_import
from .forms import ImportConfirmForm, ImportForm
from .queries import kept_import, plan
from .spreadsheets import EXTENSIONS

LONG = 200  # lines that take more than about a second
TITLE = "Créer des utilisateurs à partir d'un tableur"


@page("GET", "POST")
@once
def users_import(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, public_id=public_id)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST":
        kept = carry_out(
            form,
            lambda: keep_import(
                actor=request.actor, agreement=agreement, file_name=form.name, lines=form.cleaned_data["file"]
            ),
        )
        if kept is not None:
            return redirect("habpps:import_check", public_id=kept.public_id)
    context = {
        "form": form,
        "agreement": agreement,
        "models": [(each.upper(), url("import_model", public_id, each)) for each in reversed(EXTENSIONS)],
        "submit_label": "Contrôler le fichier",
        "cancel_url": url("users", public_id),
        "crumbs": users_crumbs(agreement, (TITLE, "")),
    }
    return render_page(request, "imports/import", context)


@page()
def import_model(request: PortalRequest, public_id: str, extension: str) -> HttpResponse:
    """The spreadsheet to fill in."""
    agreement = get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, public_id=public_id)
    if extension not in EXTENSIONS:
        raise Http404
    activities = open_activities(agreement, request.actor.today)
    content = tables.model(agreement, groups_of(agreement), activities, extension)
    return Download(f"modele-utilisateurs.{extension}", content)


def _kept(request: PortalRequest, public_id: str) -> UserImport:
    """One's own file of the day, while one manages the convention."""
    kept = kept_import(request.actor, public_id)
    if kept is None:
        raise Http404
    get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, pk=kept.agreement_id)
    return kept


@page("GET", "POST")
@once
def import_check(request: PortalRequest, public_id: str) -> HttpResponse:
    """The dry run; a POST confirms it, or gives it up."""
    kept = _kept(request, public_id)
    agreement = kept.agreement
    form = ImportConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "drop":
            drop_import(actor=request.actor, kept=kept)
            return redirect("habpps:import", public_id=agreement.public_id)
        imported = carry_out(
            form,
            lambda: confirm_import(actor=request.actor, kept=kept, good_lines_only=act == "good", **form.cleaned_data),
        )
        if imported is not None:
            return _told(request, agreement.public_id, imported)
    lines = plan(request.actor, kept)
    wrong = [line for line in lines if line.errors]
    doubtful = [line for line in lines if line.doubts and not line.errors]
    right = [line for line in lines if not line.errors and not line.doubts]
    good = len(right)
    context = {
        "form": form,
        "act": request.POST.get("act", ""),
        "agreement": agreement,
        "file_name": kept.file_name,
        "notes": kept.notes,
        "table": tables.lines_table(page_of(request, wrong + doubtful + right)),
        "import_url": url("import", agreement.public_id),
        "wrong": len(wrong),
        "wrong_text": plural(len(wrong), "ligne a une erreur", "lignes ont une erreur"),
        "doubtful": len(doubtful),
        "doubtful_text": plural(len(doubtful), "personne porte déjà ce nom", "personnes portent déjà ces noms"),
        "good": good,
        **_waiting_texts(good),
        "good_label": f"Importer {plural(good, 'ligne correcte', 'lignes correctes')}",
        "good_text": plural(good, "ligne correcte", "lignes correctes"),
        "crumbs": users_crumbs(agreement, (TITLE, url("import", agreement.public_id)), ("Contrôle", "")),
    }
    return render_page(request, "imports/import_check", context)


def _waiting_texts(good: int) -> dict[str, str]:
    """Said while lines are written: in a few seconds for a full file, at once, so that nothing of it is half done."""
    return {
        "busy_text": f"Import en cours : {plural(good, 'ligne', 'lignes')}. La page suivante dit quand c'est fini.",
        "duration_text": "L'import peut prendre quelques secondes." if good >= LONG else "",
    }


def _told(request: PortalRequest, agreement: str, imported: Imported) -> HttpResponse:
    for line in imported.left[:20]:
        messages.warning(request, f"Ligne {line.number}, non importée : {' '.join(line.errors)}")
    if len(imported.left) > 20:
        messages.warning(request, f"Et {len(imported.left) - 20} autres lignes non importées.")
    text = f"{plural(imported.written, 'ligne importée', 'lignes importées')}. Les invitations partent par mail."
    return redirect_done(request, text, "habpps:users", public_id=agreement)
