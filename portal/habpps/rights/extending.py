"""Rights asked for that stand already with other days: the question that is put before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.base.errors import ActionError
from portal.base.formats import long_date

ALREADY = "Des droits demandés sont déjà attribués avec d'autres dates : dites s'il faut les prolonger."


@dataclass(frozen=True)
class Longer:
    """One right that stands already. `said`: which, and its days; `until`: the last day that it would have (None: no
    end)."""

    said: str
    until: date | None


class AlreadyGiven(ActionError):
    """Nothing is written: the person says first what becomes of the rights that stand already."""

    def __init__(self, rights: Iterable[Longer]):
        super().__init__(ALREADY)
        self.rights = list(rights)

    def naming(self, who: str) -> list[Longer]:
        """Its rights, where those of several people are told together."""
        return [Longer(f"{who}, {each.said[:1].lower()}{each.said[1:]}", each.until) for each in self.rights]

    @property
    def until(self) -> str:
        """« jusqu'au 31/12/2027 », when all of them would end on that day; "" else."""
        ends = {each.until for each in self.rights}
        last = ends.pop()
        if ends:
            return ""
        return f"jusqu'au {long_date(last)}" if last else "sans date de fin"
