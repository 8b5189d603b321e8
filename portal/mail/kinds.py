"""The registry of mails: label, example for the preview, and whether the text is a secret.

Each room declares its own in `<room>/mails.py`, or in that of a subject, `<room>/<subject>/mails.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MailKind:
    """`name`: that of the template (« accounts/activation »). `example` makes the context of a preview.

    `secret`: the text holds a link or a password, and is wiped from the queue once sent.
    """

    name: str
    label: str
    example: Callable[[], dict[str, Any]]
    secret: bool = False


REGISTRY: dict[str, MailKind] = {}


def declare_mails(*kinds: MailKind) -> None:
    for kind in kinds:
        if kind.name in REGISTRY:
            raise ValueError(f"mail declared twice: {kind.name}")
        REGISTRY[kind.name] = kind


def secret_kinds() -> list[str]:
    return [kind.name for kind in REGISTRY.values() if kind.secret]
