"""What an action raises when it does not do what was asked; views turn each into a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class ActionError(Exception):
    """Something typed is wrong. `errors`: field name (or "" for the whole form) -> French messages."""

    def __init__(self, errors: dict[str, list[str]] | str):
        self.errors: dict[str, list[str]] = {"": [errors]} if isinstance(errors, str) else errors
        super().__init__(" ".join(message for messages in self.errors.values() for message in messages))


def collect_errors(*checks: Callable[[], object]) -> None:
    """Runs every check, then raises one ActionError with all that they found: people correct everything at once."""
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
    """The person may not do this: 403 with the reason. `decision` carries `reason` and who can help."""

    def __init__(self, decision: Any):
        self.decision = decision
        super().__init__(decision.reason)


class Stale(Exception):
    """Somebody else changed the object since the form was shown. `current`: what it holds now."""

    def __init__(self, current: Any):
        self.current = current
        super().__init__("stale version")
