"""Entering one part: the page, its saves, and what happens when two people write at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from portal.afas.declarations.editions import questionnaire_of
from portal.afas.declarations.pages import add_notice, declaration_or_404
from portal.afas.declarations.rules import ENTER, lock_reason, part_of
from portal.afas.declarations.tables.steps import entry_url, hub_url
from portal.afas.models import Declaration, DeclarationPart
from portal.base import clock, formats
from portal.base.errors import ActionError, Refused, Stale
from portal.base.typed import whole_number
from portal.habpps.rights.decisions import require

from .actions import autosave_part, declare_nil, provide_part, save_part
from .controls import JUSTIFICATION, findings_of
from .documents import Typed, errors_of, last_rows
from .forms import (
    ACT,
    VERSION,
    errors_by_control,
    named_questions,
    typed_answers,
    typed_justifications,
    typed_rows,
    zeros_for_empty,
)
from .tables.autosave import autosave_outputs, gaps_by_id
from .tables.comparison import compare
from .tables.conflict import chosen_answers, conflict_context
from .tables.page import entry_context, row_counts
from .tables.summary import summarize

ELSEWHERE = (
    "Cette page a été modifiée ailleurs. Ce que vous avez saisi est conservé ici\u00a0: choisissez "
    "«\u00a0Enregistrer\u00a0» pour comparer les deux versions."
)


@login_required
def entry(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id)
    require(request.actor, ENTER[kind], declaration)
    if request.method == "POST":
        return _post(request, declaration, kind)
    if reason := lock_reason(declaration, kind, request.actor, request.actor.today):
        add_notice(request, reason)
        return redirect(hub_url(declaration))
    blank = {request.GET["ligne"]: whole_number(request.GET.get("nombre", ""), 1)} if "ligne" in request.GET else None
    return render(request, "afas/entry/entry.html", entry_context(declaration, kind, request.actor, blank_rows=blank))


def _post(request: HttpRequest, declaration: Declaration, kind: str) -> HttpResponse:
    act = request.POST.get(ACT, "save")
    if act == "nil":
        return _nil(request, declaration, kind)
    typed = _typed(request, declaration, kind, act)
    try:
        part = _save(request, declaration, kind, typed)
    except (Stale, Refused) as refusal:
        if act == "provide" and _already_provided(request, declaration, kind):
            return redirect(hub_url(declaration))
        declaration = declaration_or_404(request, declaration.public_id)
        clash = conflict_context(declaration, kind, request.POST, typed, refusal)
        return render(request, "afas/entry/conflict.html", clash, status=409)
    if act == "provide":
        return _provide(request, declaration, kind, part.edits)
    return _after_save(request, declaration, kind, act, wrong=bool(part.unreadable))


def _typed(request: HttpRequest, declaration: Declaration, kind: str, act: str) -> Typed:
    questionnaire = questionnaire_of(declaration, kind)
    if act == "merge":
        return chosen_answers(request.POST, questionnaire)
    typed = typed_answers(request.POST, questionnaire, part_of(declaration, kind).document, whole=act == "provide")
    name, _, rest = act.partition(":")
    code, _, place = rest.partition(":")
    if name == "remove" and code in {table.code for table in questionnaire.tables()}:
        rows = typed_rows(request.POST, questionnaire.table(code))
        typed[code] = [row for index, row in rows.items() if str(index) != place]
    if name == "reuse" and code in {table.code for table in questionnaire.tables()} and not typed.get(code):
        typed[code] = last_rows(declaration, kind, questionnaire.table(code))
    return typed | zeros_for_empty(questionnaire, code, typed) if name == "zero" else typed


def _save(request: HttpRequest, declaration: Declaration, kind: str, typed: Typed) -> DeclarationPart:
    return save_part(
        actor=request.actor,
        declaration=declaration,
        kind=kind,
        typed=typed,
        edits=_version(request),
        justifications=typed_justifications(request.POST),
    )


def _version(request: HttpRequest) -> int:
    """The counter that the form was shown with; 0, which is stale, for anything but a number."""
    return whole_number(request.POST.get(VERSION, ""), 0)


def _already_provided(request: HttpRequest, declaration: Declaration, kind: str) -> bool:
    """A second click on « Fournir … » by the same person finds the work done."""
    part = part_of(declaration_or_404(request, declaration.public_id), kind)
    return part.state == "PROVIDED" and part.provided_by_id == request.actor.id and part.edits == _version(request)


def _after_save(request: HttpRequest, declaration: Declaration, kind: str, act: str, *, wrong: bool) -> HttpResponse:
    name, _, rest = act.partition(":")
    url = entry_url(declaration, kind)
    if name == "later":
        said = (
            "Votre saisie est enregistrée, y compris ce qui reste à corriger."
            if wrong
            else "Votre saisie est enregistrée."
        )
        add_notice(request, said, "warning" if wrong else "success")
        return redirect(hub_url(declaration))
    if name == "add":
        table = rest.split(":")[0]
        count = whole_number(request.POST.get(f"_count-{table}", ""), 1)
        return redirect(f"{url}?{urlencode({'ligne': table, 'nombre': count})}#rows-{table}")
    if name in ("remove", "zero", "reuse"):
        return redirect(f"{url}#{'section' if name == 'zero' else 'rows'}-{rest.split(':')[0]}")
    if wrong:
        declaration = declaration_or_404(request, declaration.public_id)
        return render(request, "afas/entry/entry.html", entry_context(declaration, kind, request.actor), status=422)
    add_notice(request, f"Enregistré à {formats.clock(clock.now())}.")
    return redirect(url)


def _provide(request: HttpRequest, declaration: Declaration, kind: str, edits: int) -> HttpResponse:
    said = typed_justifications(request.POST)
    try:
        provide_part(actor=request.actor, declaration=declaration, kind=kind, edits=edits, justifications=said)
    except ActionError as error:
        declaration = declaration_or_404(request, declaration.public_id)
        page = entry_context(declaration, kind, request.actor, errors=error.errors, justifications=said)
        return render(request, "afas/entry/entry.html", page, status=422)
    return _provided(request, declaration, kind)


def _provided(request: HttpRequest, declaration: Declaration, kind: str) -> HttpResponse:
    declaration = declaration_or_404(request, declaration.public_id)
    label = part_of(declaration, kind).get_kind_display()
    after = " La déclaration attend maintenant l’approbation." if declaration.state == "TO_APPROVE" else ""
    add_notice(request, f"{label}\u00a0: fournies.{after}", "success")
    return redirect(hub_url(declaration))


def _nil(request: HttpRequest, declaration: Declaration, kind: str) -> HttpResponse:
    """« Néant » for the whole part; the page then shows every answer at 0, still to be handed over."""
    try:
        declare_nil(actor=request.actor, declaration=declaration, kind=kind, edits=_version(request))
    except Stale:
        add_notice(
            request,
            "Ces données ont été modifiées ailleurs\u00a0: relisez-les avant de déclarer «\u00a0néant\u00a0».",
            "warning",
        )
    else:
        add_notice(
            request,
            "Toutes les réponses sont à zéro («\u00a0néant\u00a0»). Relisez, puis fournissez les données.",
            "success",
        )
    return redirect(entry_url(declaration, kind))


@require_POST
def autosave(request: HttpRequest, public_id: str, kind: str) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"message": "Votre session est terminée."}, status=401)
    try:
        part = autosave_part(
            actor=request.actor,
            public_id=public_id,
            kind=kind,
            read_typed=lambda part: _typed(request, part.declaration, kind, "save"),
            edits=_version(request),
            justifications=typed_justifications(request.POST),
        )
    except Declaration.DoesNotExist:
        raise Http404 from None
    except Stale:
        return JsonResponse({"message": ELSEWHERE}, status=409)
    except Refused as refusal:
        if refusal.decision.permission is not None:  # no right to enter this part
            raise
        return JsonResponse(
            {"message": f"{refusal.decision.reason} Votre saisie est conservée dans cette page."}, status=409
        )
    return JsonResponse({"saved_at": formats.clock(clock.now()), **_changes(request, part)})


def _changes(request: HttpRequest, part: DeclarationPart) -> dict[str, Any]:
    """What the page shows otherwise once the part is saved."""
    questionnaire = questionnaire_of(part.declaration, part.kind)
    unreadable, findings = errors_of(part), findings_of(part.declaration)
    controls = {name for name, _ in named_questions(questionnaire, row_counts(part, questionnaire))}
    controls |= {JUSTIFICATION + each.code for each in findings if each.part == part.kind and each.justification}
    comparison, summary = compare(part), summarize(part, findings, unreadable, controls)
    gaps = gaps_by_id(questionnaire, comparison)
    errors = errors_by_control(request.POST, questionnaire, unreadable)
    return {
        "version": part.edits,
        "outputs": autosave_outputs(questionnaire, comparison, gaps, summary),
        "marked": [name for name, gap in gaps.items() if gap.marked],
        "errors": {name: " ".join(messages) for name, messages in errors.items()},
        "summary": render_to_string("afas/entry/summary.html", {"summary": summary}),
    }
