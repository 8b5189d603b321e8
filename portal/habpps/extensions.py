"""Where rooms above this one add what HABPPS cannot know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .models import Activity, Agreement
from .rights.coverage import LostCover

_closing: list[Callable[[Agreement], str]] = []
_uses: list[Callable[[Sequence[Activity]], Use]] = []
_opening: list[Callable[[Agreement], None]] = []
_suspending: list[Callable[[Agreement, int], str]] = []
_ending: list[Callable[[Sequence[LostCover]], list[str]]] = []


def register_consequence_of_closing(say: Callable[[Agreement], str]) -> None:
    """`say(agreement)`: a French sentence on what closing the convention touches, or "" (« 3 déclarations … »)."""
    if say not in _closing:
        _closing.append(say)


def register_activity_use(read: Callable[[Sequence[Activity]], Use]) -> None:
    """`read(activities)`: what the room has made of them, by one query."""
    if read not in _uses:
        _uses.append(read)


def get_activity_use(*activities: Activity) -> Use:
    return Use.of_all(read(activities) for read in _uses)


def list_consequences_of_closing(agreement: Agreement) -> list[str]:
    return [sentence for say in _closing if (sentence := say(agreement))]


def register_consequence_of_opening(begin: Callable[[Agreement], None]) -> None:
    """`begin(agreement)`: what an activity that opens, or a convention that is validated, sets going in the room.

    Called at the end of that transaction; it may be called again, and then finds nothing to do.
    """
    if begin not in _opening:
        _opening.append(begin)


def run_opening_hooks(agreement: Agreement) -> None:
    for begin in _opening:
        begin(agreement)


def register_consequence_of_suspending(say: Callable[[Agreement, int], str]) -> None:
    """`say(agreement, user_id)`: a French sentence on what the person's suspension touches, or ""."""
    if say not in _suspending:
        _suspending.append(say)


def list_consequences_of_suspending(agreement: Agreement, user_id: int) -> list[str]:
    return [sentence for say in _suspending if (sentence := say(agreement, user_id))]


def register_consequence_of_ending(say: Callable[[Sequence[LostCover]], list[str]]) -> None:
    """`say(lost)`: French sentences on what roles over activities that lose their people leave undone."""
    if say not in _ending:
        _ending.append(say)


def list_consequences_of_ending(lost: Sequence[LostCover]) -> list[str]:
    return [sentence for say in _ending for sentence in say(lost)] if lost else []


@dataclass(frozen=True)
class Use:
    """What a service has made of an activity: the fiscal years that it has begun, and how much is not finished."""

    years: frozenset[int] = frozenset()
    unfinished: int = 0

    @staticmethod
    def of_all(uses: Iterable[Use]) -> Use:
        found = list(uses)
        years: frozenset[int] = frozenset().union(*(use.years for use in found))
        return Use(years, sum(use.unfinished for use in found))
