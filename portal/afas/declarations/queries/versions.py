"""The versions of a declaration that were transmitted, as they were then, and what changed between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.names.queries import load_past_names
from portal.afas.models import Declaration, Event, PartKind, Transmission


def transmissions(declaration: Declaration) -> list[Transmission]:
    """The latest first, with the person; without the content, which is large. The declaration then knows its last one."""
    found = list(declaration.transmissions.select_related("transmitted_by").defer("content").order_by("-version"))
    load_past_names(each.transmitted_by for each in found)
    declaration.last_transmission = found[0] if found else None
    return found


def version_and_before(declaration: Declaration, version: int) -> tuple[Transmission | None, Transmission | None]:
    """One version and the one before it; (None, None) when there is none of that number."""
    rows = declaration.transmissions.filter(version__in=[version, version - 1]).order_by("version")
    found = {each.version: each for each in rows}
    return found.get(version), found.get(version - 1)


@dataclass(frozen=True)
class Change:
    """One answer that differs. `before` and `after` are what people read, "" for no answer."""

    part: str
    label: str
    code: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One transmission. `changes`: from the version before; empty for the first."""

    number: int
    receipt_number: str
    transmitted_at: datetime
    sender: str
    sha256: str
    late: bool
    content: dict[str, Any]
    changes: list[Change]


def version_history(declaration: Declaration) -> list[Version]:
    """Every version, the latest first, under the names of their days: one query, two if names have changed."""
    rows = list(declaration.transmissions.select_related("transmitted_by").order_by("version"))
    load_past_names(row.transmitted_by for row in rows)
    found: list[Version] = []
    before: dict[str, Any] | None = None
    for row in rows:
        content = json.loads(row.content)
        found.append(
            Version(
                number=row.version,
                receipt_number=row.receipt_number,
                transmitted_at=row.transmitted_at,
                sender=row.transmitted_by.name_on(row.transmitted_at),
                sha256=row.sha256,
                late=content["late"],
                content=content,
                changes=list(differences(before, content)) if before else [],
            )
        )
        before = content
    return found[::-1]


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """What differs between two frozen contents, in the order of the screens."""
    for kind in PartKind:
        old, new = _answers(before, kind), _answers(after, kind)
        for code in dict.fromkeys((*new, *old)):
            label = (new.get(code) or old[code])[0]
            was, now = old.get(code, ("", ""))[1], new.get(code, ("", ""))[1]
            if was != now:
                yield Change(kind, label, code, was, now)


def _answers(content: dict[str, Any], kind: str) -> dict[str, tuple[str, str]]:
    """Code (`animators.0.1`: first row, second column) -> label, what people read."""
    found: dict[str, tuple[str, str]] = {}
    for section in content["parts"][kind]["sections"]:
        for answer in section["answers"]:
            name = " ".join(filter(None, (answer["number"], answer["label"])))
            found[answer["code"]] = (name, _with_unit(answer["text"], answer["unit"]))
        table = section.get("table")
        for index, row in enumerate(table["rows"] if table else []):
            for place, (column, text) in enumerate(zip(table["columns"], row, strict=True)):
                name = f"{table['label']}, ligne {index + 1}, {column['label']}"
                found[f"{table['code']}.{index}.{place}"] = (name, _with_unit(text, column["unit"]))
    return found


def _with_unit(text: str, unit: str) -> str:
    return f"{text}\u00a0{unit}" if text and unit else text


def history_of(declaration: Declaration) -> list[Event]:
    """What happened, the latest first, with who did it: one query, two if names have changed."""
    found = list(declaration.events.select_related("by").order_by("-at", "-id"))
    load_past_names(event.by for event in found)
    return found
