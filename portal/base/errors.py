"""The errors that actions raise; views turn each into a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class ActionError(Exception):
    """The input is wrong. `errors`: field name (or "" for the whole form) -> French messages."""

    def __init__(self, errors: dict[str, list[str]] | str):
        self.errors: dict[str, list[str]] = {"": [errors]} if isinstance(errors, str) else errors
        super().__init__(" ".join(message for messages in self.errors.values() for message in messages))


def collect_errors(*checks: Callable[[], object]) -> None:
    """Run every check, then raise one ActionError with the errors of all, so that people correct them at once."""
    errors: dict[str, list[str]] = {}
    for check in checks:
        try:
            check()
        except ActionError as error:
            for name, messages in error.errors.items():
                errors.setdefault(name, []).extend(messages)
    if errors:
        raise ActionError(errors)


class Refused(Exception):
    """The person may not do this: 403 with the reason. `decision.reason` is French; screens add who can help."""

    def __init__(self, decision: Any):
        self.decision = decision
        super().__init__(decision.reason)


class Stale(Exception):
    """Somebody else changed the object since the form was displayed. `current`: its present values."""

    def __init__(self, current: Any):
        self.current = current
        super().__init__("stale version")
