"""What the home page shows: rooms register what they ask of a person, and their sections.

    home.register(provider)           provider(request) -> Iterable[TodoCard]
    home.register_section(provider)   provider(request) -> Section | None

in `AppConfig.ready`. Providers share the page's ten queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class TodoCard:
    """One thing to do. `button` names the action that `href` leads to; `tone`: "attention" or "neutral"."""

    title: str
    detail: str
    href: str
    button: str
    tone: str = "attention"
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the home page, below « À faire » (above, if `urgent`): `template` is included with `context`."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    urgent: bool = False


_todos: list[Callable[[HttpRequest], Iterable[TodoCard]]] = []
_sections: list[Callable[[HttpRequest], Section | None]] = []


def register(provider: Callable[[HttpRequest], Iterable[TodoCard]]) -> None:
    if provider not in _todos:
        _todos.append(provider)


def register_section(provider: Callable[[HttpRequest], Section | None]) -> None:
    if provider not in _sections:
        _sections.append(provider)


def todos(request: HttpRequest) -> list[TodoCard]:
    """Everything to do, the nearest date first, then what has none."""
    cards = [card for provider in _todos for card in provider(request)]
    return sorted(cards, key=lambda card: card.due or date.max)


def sections(request: HttpRequest) -> list[Section]:
    return [section for provider in _sections if (section := provider(request)) is not None]
