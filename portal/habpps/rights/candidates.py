"""Who may be chosen among the people of a convention, as it knows them: found by a few letters, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, TextChoices

from portal.accounts.models import User
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import standing_on

from .roles import Role
from .rules import may_be_chosen
from .shown import grants_with_shown, name_matches

SHOWN = ("last_name", "first_name", "username", "email", "invited_at")
COLUMNS = ("user_id", "user__public_id", "user__state", "valid_from", "suspended_at", *(f"shown_{n}" for n in SHOWN))
MOST = 8


class Among(TextChoices):
    """For what somebody is chosen, as an address says it: to take over the roles of who leaves, among all users of the
    convention; to hold a role, among the members of « AFAS Déclarer »."""

    SUCCESSORS = "successeurs", "Successeurs"
    DECLARANTS = "declarants", "Membres du groupe «\u00a0AFAS Déclarer\u00a0»"


@dataclass(frozen=True)
class Candidate:
    """One person. `identifier`: an e-mail until they have answered; `starts_on`: the first day of an access to come;
    `waits`: the account is not activated, or the invitation not answered; `why_not`: French, why they cannot be chosen,
    empty when they can."""

    user_id: int
    public_id: str
    name: str
    identifier: str
    starts_on: date | None
    waits: bool
    why_not: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.identifier})"

    def load_user(self) -> User:
        return User.objects.get(pk=self.user_id)

    @property
    def refusal(self) -> str:
        return f"{self.label} : {self.why_not}"


@dataclass(frozen=True)
class Found:
    """`more`: others match too."""

    people: list[Candidate] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True)
class Candidates:
    """The people of a convention among whom `chooser` chooses somebody, never themselves. `leaving`: the public id of
    somebody else who is left out."""

    agreement: Agreement
    today: date
    among: Among = Among.SUCCESSORS
    chooser: int | None = None
    leaving: str = ""

    def search(self, text: str) -> Found:
        """The first by name whose name, identifier or e-mail has each of the words; at most 8."""
        rows = self._people().filter(_matches(text)).values(*COLUMNS)
        # Somebody may have a second access, that begins when this one ends.
        people = list(self._each_once(rows[: 2 * MOST + 2]))
        return Found(people[:MOST], len(people) > MOST)

    def find(self, public_id: str) -> Candidate | None:
        """By the public id of the account."""
        return self._one(Q(user__public_id=public_id))

    def of_user(self, user: User) -> Candidate | None:
        return self._one(Q(user=user))

    def any(self) -> bool:
        return self._people().exists()

    def _one(self, condition: Q) -> Candidate | None:
        return next(self._each_once(self._people().filter(condition).values(*COLUMNS)), None)

    def _people(self) -> QuerySet[Any]:
        found = grants_with_shown(*SHOWN).filter(standing_on(self.today), agreement=self.agreement)
        found = found.filter(role=Role.PARTNER_USER).exclude(user=self.chooser or 0)
        if self.leaving:
            found = found.exclude(user__public_id=self.leaving)
        if self.among is Among.DECLARANTS:
            inside = Grant.objects.filter(agreement=self.agreement, role=Role.AFAS_DECLARANT, parent__revoked_at=None)
            found = found.filter(user__in=inside.standing(self.today).values("user"))
        return found.order_by("shown_last_name", "shown_first_name", "user_id", "valid_from", "id")

    def _each_once(self, rows: Iterable[dict[str, Any]]) -> Iterator[Candidate]:
        met: set[int] = set()
        for row in rows:
            if row["user_id"] not in met:
                met.add(row["user_id"])
                yield self._candidate(row)

    def _candidate(self, row: dict[str, Any]) -> Candidate:
        waits = row["shown_invited_at"] is not None
        decision = may_be_chosen(
            waits=waits,
            account=row["user__state"],
            suspended=row["suspended_at"] is not None,
            must_act=self.among is Among.SUCCESSORS,
        )
        return Candidate(
            row["user_id"],
            row["user__public_id"],
            f"{row['shown_first_name']} {row['shown_last_name']}",
            row["shown_username"] or row["shown_email"],
            row["valid_from"] if row["valid_from"] > self.today else None,
            waits or row["user__state"] == User.State.PENDING,
            decision.reason,
        )


def _matches(text: str) -> Q:
    found = Q()
    for word in text.split():
        # A whole address only, where the list does not show it: a part would let the rest be guessed letter by letter.
        email = Q(shown_email__iexact=word) | Q(shown_username="", shown_email__istartswith=word)
        found &= name_matches(word, "shown_", identifier=True) | email
    return found
