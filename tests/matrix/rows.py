"""What one address answers, and to whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .people import ANONYMOUS, SUSPENDED_ADMIN, World

DONE = (200, 302, 409, 422)


@dataclass(frozen=True)
class Row:
    """`allowed` get it; `told_why` see the object but may not do this (403 with the reason); for all others who are
    signed in it does not exist (404). Who is not signed in goes to the sign-in page, or gets `signed_out`.

    `readers`: who may look at what only `allowed` may do. `get`, `post`: the methods that the address has. `shown`, `ok`:
    the statuses of a GET and of a POST for those who may; an `ok` alone holds for both.
    """

    allowed: frozenset[str]
    told_why: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    get: bool = True
    post: bool = False
    arguments: Callable[[World], dict[str, Any]] = lambda world: {}
    shown: tuple[int, ...] = ()
    ok: tuple[int, ...] = ()
    signed_out: int = 302

    def address(self, name: str, world: World) -> str:
        return reverse(name, kwargs=self.arguments(world))

    def readers_among(self, persons: Iterable[str]) -> list[str]:
        """Those of them who may look."""
        return [person for person in persons if person in self.allowed | self.readers]

    def statuses(self, person: str, *, writing: bool = False) -> tuple[int, ...]:
        """The statuses that are right for this person. Who is suspended reads why wherever there is nothing for them."""
        right = self._statuses(person, writing=writing)
        return tuple(403 if each == 404 else each for each in right) if person == SUSPENDED_ADMIN else right

    def _statuses(self, person: str, *, writing: bool) -> tuple[int, ...]:
        if person in self.allowed or (person in self.readers and not writing):
            return self.ok or DONE if writing else self.shown or self.ok or (200,)
        if person == ANONYMOUS:
            return (self.signed_out,)
        return (403,) if person in self.told_why else (404,)


def people(*kinds: str | Iterable[str]) -> frozenset[str]:
    """One set out of persons and sets of them."""
    found: set[str] = set()
    for kind in kinds:
        found |= {kind} if isinstance(kind, str) else set(kind)
    return frozenset(found)
