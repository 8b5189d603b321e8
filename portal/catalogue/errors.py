"""Errors of a catalogue, with the file and line of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct in a file. `years`: the fiscal years concerned, when not all."""

    file: Path
    line: int
    reason: str
    years: tuple[int, ...] = ()

    def __str__(self) -> str:
        shows = f" (in {', '.join(map(str, self.years))})" if self.years else ""
        return f"{self.file}:{self.line}: {self.reason}{shows}"


class CatalogueError(Exception):
    """Base class of the errors of the catalogue."""


class BrokenCatalogueError(CatalogueError):
    """The files are wrong; the portal does not start. `problems`: each with file, line and reason."""

    def __init__(self, problems: list[Problem]):
        grouped: dict[tuple[Path, int, str], set[int]] = {}
        for problem in problems:
            grouped.setdefault((problem.file, problem.line, problem.reason), set()).update(problem.years)
        self.problems = sorted(Problem(*place, tuple(sorted(years))) for place, years in grouped.items())
        super().__init__("\n".join(str(problem) for problem in self.problems))


class MissingEditionError(CatalogueError):
    """A campaign opens soon for a fiscal year of which the catalogue says nothing."""


class UnknownEditionError(CatalogueError, KeyError):
    """No such activity type, or no edition of it for that fiscal year."""

    def __str__(self) -> str:
        return str(self.args[0])
