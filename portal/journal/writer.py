"""The only code that writes events."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import connection

from portal.base import clock
from portal.base.batches import write_row

from .kinds import REGISTRY, EventKind
from .models import Entry


class UnknownEvent(ValueError):
    """The event's kind is not declared, or its facts are not the declared ones."""


def entry_digest(entry: Entry) -> str:
    """SHA-256, in hexadecimal, of all fields of an entry."""
    content = [
        entry.store,
        entry.kind,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.caf_id,
        entry.agreement_id,
        entry.object_type,
        entry.object_id,
        entry.facts,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def log_event(
    kind: EventKind,
    *,
    actor_id: int | None,
    caf_id: int | None = None,
    agreement_id: int | None = None,
    about: tuple[str, int] | None = None,
    **facts: Any,
) -> Entry:
    """Write one event in the caller's transaction; with the others of a block of `batch_rows`.

    `about`: type and primary key of the object, e.g. `("habpps.agreement", 12)`. `facts`: exactly those that the
    kind declares, as strings, whole numbers, booleans, or lists of them. Raises `UnknownEvent`, and
    `RuntimeError` outside a transaction.
    """
    if REGISTRY.get(kind.name) is not kind or set(facts) != set(kind.facts):
        raise UnknownEvent(f"{kind.name}: {sorted(facts)}")
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind.name}: an event is written in the transaction of its change")
    object_type, object_id = about or ("", None)
    entry = Entry(
        store=kind.store,
        kind=kind.name,
        at=clock.now(),
        actor_id=actor_id,
        caf_id=caf_id,
        agreement_id=agreement_id,
        object_type=object_type,
        object_id=object_id,
        facts=facts,
    )
    entry.digest = entry_digest(entry)
    write_row(entry)
    return entry
