"""What happens when: steps are planned in any order, and done in the order of their instants."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from .clockwork import frozen

Step = Callable[[], object]


@dataclass
class Timeline:
    """`last`: the last day of which anything is told; nothing of the story lies after it."""

    last: date
    steps: list[tuple[datetime, int, Step]] = field(default_factory=list)

    def plan(self, moment: datetime, step: Step) -> None:
        self.steps.append((moment, len(self.steps), step))

    def play(self) -> None:
        for moment, _, step in sorted(self.steps, key=lambda planned: planned[:2]):
            with frozen(moment):
                step()
