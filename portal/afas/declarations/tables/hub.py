"""A declaration's own page: where both parts stand, who did what, what is next, why something is locked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.afas.models import Declaration, DeclarationPart, PartKind, PartState, State, Transmission
from portal.afas.models import Event as Happening
from portal.afas.permissions import APPROVE
from portal.base import formats
from portal.base.urls import reverse
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.habpps.rights.roles import SHORT_LABELS, Role
from portal.ui.pieces import Action, Event, Progress, Step, SummaryRow, Tone
from portal.ui.pieces import State as Mark

from .. import rules
from ..editions import nature_label, questionnaire_of, type_label
from ..queries.people import RoleNames
from ..rules import (
    PROVIDER_ROLE,
    lock_reason,
    may_reopen_part,
    may_save_part,
    may_send_back_part,
    may_transmit,
    part_of,
)
from .progress import progress_of
from .states import CORRECT, ENTER, SLUGS, part_state_mark
from .steps import describe_due_date, entry_url, recap_url, receipt_url

PATH = (("Saisir", 1), ("Approuver et transmettre", 2), ("Traitement par la Caf", 3), ("Validée", 4))
REACHED = {
    State.TO_ENTER: 1,
    State.IN_PROGRESS: 1,
    State.RETURNED: 1,
    State.TO_APPROVE: 2,
    State.TRANSMITTED: 3,
    State.IN_REVIEW: 3,
    State.VALIDATED: 5,
    State.WAIVED: 0,
}


@dataclass(frozen=True)
class PartTask:
    """One line of the task list. `lock` says why the person may not enter it, and who can."""

    label: str
    mark: Mark
    facts: list[str]
    correction: str
    lock: str
    actions: list[Action] = field(default_factory=list)
    progress: Progress | None = None


Names = dict[Role, dict[int, str]]


def progress_steps(declaration: Declaration) -> list[Step]:
    reached = REACHED[State(declaration.state)]
    return [Step(label, "done" if n < reached else "current" if n == reached else "todo") for label, n in PATH]


def part_tasks(actor: Actor, declaration: Declaration, names: Names) -> list[PartTask]:
    return [_part_task(actor, declaration, part, names) for part in declaration.parts_by_kind.values()]


def _part_task(actor: Actor, declaration: Declaration, part: DeclarationPart, names: Names) -> PartTask:
    kind = PartKind(part.kind)
    entering = part.state in (PartState.TO_ENTER, PartState.IN_PROGRESS, PartState.TO_CORRECT)
    return PartTask(
        label=kind.label,
        mark=part_state_mark(part.state),
        facts=_facts(part),
        correction=part.correction if entering else "",
        lock=_lock(actor, declaration, kind, names),
        actions=_part_actions(actor, declaration, part),
        progress=_progress(declaration, part) if entering else None,
    )


def _facts(part: DeclarationPart) -> list[str]:
    if part.provided_at and part.provided_by:
        nil = " («\u00a0néant\u00a0»)" if part.nil_return else ""
        return [f"Fournies{nil} par {part.provided_by.name_on(part.provided_at)} le {formats.moment(part.provided_at)}"]
    if part.edited_at and part.edited_by:
        return [f"Dernière saisie par {part.edited_by.name_on(part.edited_at)} le {formats.moment(part.edited_at)}"]
    return []


def _lock(actor: Actor, declaration: Declaration, kind: PartKind, names: Names) -> str:
    reason = lock_reason(declaration, kind, actor, actor.today)
    if not reason:
        return ""
    if is_allowed(actor, rules.ENTER[kind], declaration) or declaration.is_received or is_waived(declaration):
        return reason
    if part_of(declaration, kind).state == PartState.PROVIDED:
        return ""
    holders = list(names[PROVIDER_ROLE[kind]].values())
    return (
        f"À saisir par {_and(holders)}."
        if holders
        else f"Personne n’a le rôle «\u00a0{PROVIDER_ROLE[kind].label}\u00a0» sur cette activité."
    )


def _part_actions(actor: Actor, declaration: Declaration, part: DeclarationPart) -> list[Action]:
    kind, today, found = PartKind(part.kind), actor.today, []
    where = [declaration.public_id, SLUGS[kind]]
    if may_save_part(actor, declaration, kind, today):
        labels, icon = (CORRECT, "return") if part.state == PartState.TO_CORRECT else (ENTER, "pencil")
        found.append(Action(labels[kind], entry_url(declaration, kind), icon))
    if may_reopen_part(actor, declaration, kind, today):
        found.append(
            Action("Reprendre en saisie", reverse("afas:reopen", args=where), "swap", about=kind.label.lower())
        )
    elif may_send_back_part(actor, declaration, kind, today):
        found.append(
            Action("Renvoyer à la saisie", reverse("afas:send_back", args=where), "return", about=kind.label.lower())
        )
    return found


def _progress(declaration: Declaration, part: DeclarationPart) -> Progress:
    answered, asked = progress_of(questionnaire_of(declaration, part.kind), part.document)
    return Progress(answered, asked, f"{formats.plural(answered, 'réponse')} sur {asked}", name="Saisie")


def approval_task(actor: Actor, declaration: Declaration, names: Names) -> PartTask:
    """The third line: approving and transmitting, whoever may do it."""
    decision = may_transmit(actor, declaration, actor.today)
    sent = declaration.is_received
    lock = ""
    if not decision and not sent and not is_waived(declaration):
        own = is_allowed(actor, APPROVE, declaration)
        lock = decision.reason if own else _who_transmits(declaration, names[Role.APPROVER])
    mark = Mark("À venir", "neutral", "circle")
    if sent:
        mark = Mark("Transmise", "success", "send")
    elif declaration.state == State.TO_APPROVE:
        mark = Mark("À approuver", "attention", "eye")
    facts = [f"Version {declaration.version}, le {formats.moment(declaration.transmitted_at)}"] if sent else []
    actions = [Action("Vérifier et transmettre", recap_url(declaration), "send")] if decision else []
    return PartTask("Approbation et transmission à la Caf", mark, facts, "", lock, actions)


def _who_transmits(declaration: Declaration, approvers: dict[int, str]) -> str:
    """Not those whom the convention bars from it."""
    left = [name for person, name in approvers.items() if not rules.is_barred_from_approving(person, declaration)]
    if left:
        return f"À transmettre par {_and(left)}."
    ask = "demandez à votre administrateur de l’attribuer"
    if approvers:
        return f"Les approbateurs de cette activité ont tous saisi des données\u00a0: {ask} à une autre personne."
    return f"Personne n’a le rôle «\u00a0Approbateur\u00a0» sur cette activité\u00a0: {ask}."


def people_rows(named: RoleNames) -> list[dict[str, Any]]:
    """`dormant`: the role is given, and counts for nobody today."""
    return [
        {
            "role": role.label,
            "short": SHORT_LABELS[role],
            "names": _and(list(found.values())),
            "dormant": role in named.dormant,
            "vacant": not found and role not in named.dormant,
        }
        for role, found in named.holding.items()
    ]


def landmark_rows(declaration: Declaration, today: date) -> list[SummaryRow]:
    campaign, activity = declaration.campaign, declaration.activity
    when = describe_due_date(declaration, today)
    return [
        SummaryRow("Activité", activity.name),
        SummaryRow(
            "Type et nature",
            f"{type_label(activity.type_code)}, {nature_label(activity.type_code, activity.nature_code)}",
        ),
        SummaryRow("Organisme", activity.agreement.shown_partner),
        SummaryRow("Déclaration", str(campaign)),
        SummaryRow(
            "Ouverte depuis le" if declaration.opens <= today else "Ouvre le", formats.long_date(declaration.opens)
        ),
        SummaryRow(
            "À transmettre",
            [formats.until_day(declaration.due), when.left] if when.left else formats.until_day(declaration.due),
        ),
        SummaryRow("Caf", declaration.caf.name),
    ]


def is_waived(declaration: Declaration) -> bool:
    return declaration.state == State.WAIVED


def waived_message(declaration: Declaration) -> dict[str, str] | None:
    """The Caf's reason, as long as the declaration is « sans objet »."""
    if declaration.waived_at is None or declaration.waived_by is None:
        return None
    return {
        "reason": declaration.waived_reason,
        "when": formats.moment(declaration.waived_at),
        "caf": declaration.caf.name,
        "who": declaration.waived_by.name_on(declaration.waived_at),
    }


TITLES = {
    Happening.Kind.PROVIDED: "{part} fournies",
    Happening.Kind.SENT_BACK: "{part} renvoyées à la saisie",
    Happening.Kind.REOPENED: "{part} reprises en saisie",
    Happening.Kind.TRANSMITTED: "Transmise à la Caf, version {version}",
    Happening.Kind.TAKEN: "Prise en charge par la Caf",
    Happening.Kind.RETURNED: "Retournée par la Caf",
    Happening.Kind.VALIDATED: "Validée par la Caf",
    Happening.Kind.OPENED: "Ouverte par la Caf",
    Happening.Kind.WAIVED: "Déclarée sans objet par la Caf",
    Happening.Kind.RESTORED: "Rétablie par la Caf",
}
TONES: dict[str, Tone] = {
    "SENT_BACK": "attention",
    "RETURNED": "attention",
    "TRANSMITTED": "success",
    "VALIDATED": "success",
}


def history_events(declaration: Declaration, events: list[Happening]) -> list[Event]:
    return [
        Event(
            when=formats.moment(event.at),
            title=TITLES[Happening.Kind(event.kind)].format(part=event.get_part_display(), version=event.version),
            who=event.by.name_on(event.at),
            text=event.reason,
            tone=TONES.get(event.kind, "neutral"),
            url=receipt_url(declaration, event.version) if event.kind == "TRANSMITTED" else "",
            link="Voir l’accusé de réception",
        )
        for event in events
    ]


def caf_message(declaration: Declaration, events: list[Happening]) -> dict[str, str] | None:
    """The Caf's reason, as long as the corrected declaration has not left again."""
    if not declaration.version or declaration.is_received or is_waived(declaration):
        return None
    returned = next((event for event in events if event.kind == Happening.Kind.RETURNED), None)
    if returned is None:
        return None
    return {"reason": returned.reason, "when": formats.moment(returned.at), "caf": declaration.caf.name}


def sent_versions(declaration: Declaration, versions: list[Transmission]) -> list[dict[str, str]]:
    """Each version that left, with where its receipt and its data are."""
    return [
        {
            "number": str(sent.version),
            "when": formats.moment(sent.transmitted_at),
            "who": sent.transmitted_by.name_on(sent.transmitted_at),
            "reference": sent.receipt_number,
            "receipt_url": receipt_url(declaration, sent.version),
            "version_url": reverse("afas:version", args=[declaration.public_id, sent.version]),
            "pdf_url": reverse("afas:receipt_pdf", args=[declaration.public_id, sent.version]),
        }
        for sent in versions
    ]


def _and(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" ou " if len(words) > 1 else "") + words[-1] if words else ""
