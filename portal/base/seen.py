"""Two people change the same thing: who saves second sees both versions, instead of writing over the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .errors import Stale


def as_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts in a form that can travel with a page and be compared: objects by their public ids, days in ISO."""
    return {name: _text(value) for name, value in facts.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(sorted(_text(each) for each in value))
    return " ".join(str(getattr(value, "public_id", value)).split())


def check_unchanged(facts: Mapping[str, Any], seen: Mapping[str, str] | None) -> None:
    """Call it under the lock. Stale(facts) when they are no longer those that the person was shown (`seen`, by
    `as_texts`). None: nothing was shown, a machine asks."""
    if seen is not None and as_texts(facts) != seen:
        raise Stale(facts)
