"""Where rooms above this one add what HABPPS cannot know."""

from __future__ import annotations

from collections.abc import Callable

from .models import Agreement

_closing: list[Callable[[Agreement], str]] = []


def register_consequence_of_closing(say: Callable[[Agreement], str]) -> None:
    """`say(agreement)`: a French sentence on what closing the convention touches, or "" (« 3 déclarations … »)."""
    if say not in _closing:
        _closing.append(say)


def consequences_of_closing(agreement: Agreement) -> list[str]:
    return [sentence for say in _closing if (sentence := say(agreement))]
