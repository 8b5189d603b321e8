"""Two people edit the same object: the one who saves second sees both versions and overwrites nothing.

`facts`: the values that a form displays, by name; `seen`: those that it displayed, as `as_texts` made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .errors import Stale


def as_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as strings, which a hidden field can carry: objects by their public ids, days in ISO format."""
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
    """Raise Stale(facts) when they differ from `seen`; call it once the row is locked. `seen` is None when no form
    displayed them, as for calls of code."""
    if seen is not None and as_texts(facts) != seen:
        raise Stale(facts)
