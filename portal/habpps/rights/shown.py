"""People, as others may see them.

A convention reads of somebody what it typed, until they accept its invitation: that an e-mail had an account already,
whose name that account bears, would else be told to whoever types the e-mail. Every list of this room that
names people of a convention names them by `shown_as`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from portal.accounts.models import User
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.models.grants import GrantQuerySet

from .effective import effective_on


def unanswered_invitations(agreement: str = "agreement_id", user: str = "user_id") -> QuerySet[Invitation]:
    """For subqueries: the invitation that a row's person has not accepted; the lookups lead from the row."""
    return Invitation.objects.filter(agreement=OuterRef(agreement), user=OuterRef(user))


def unanswered_invitations_at_caf(caf: str = "caf_id", user: str = "user_id") -> QuerySet[Invitation]:
    """The same for people of a Caf itself."""
    return Invitation.objects.filter(caf=OuterRef(caf), user=OuterRef(user))


def account_names(grants: QuerySet[Grant]) -> list[str]:
    """Full names of the holders, each once; at most 4."""
    found = (
        grants.order_by("user__last_name", "user__first_name")
        .values_list("user__first_name", "user__last_name")
        .distinct()[:4]
    )
    return [f"{first} {last}" for first, last in found]


def name_matches(text: str, path: str = "", *, identifier: bool = False) -> Q:
    """Each word is part of the last or first name, or, with `identifier`, begins the identifier. `path` leads to who
    has the names: an account, or an invitation."""
    found = Q()
    for word in text.split():
        told = Q(**{f"{path}last_name__folded_contains": word}) | Q(**{f"{path}first_name__folded_contains": word})
        found &= (told | Q(**{f"{path}username__startswith": word.lower()})) if identifier else told
    return found


def grants_counting_on(day: date | Expression) -> GrantQuerySet:
    """The grants that count on the day.

    What an account that existed before will do is shown no sooner than what a new one will do: neither counts before the
    invitation is accepted.
    """
    return _counting_on(day).all()


@lru_cache(maxsize=8)
def _counting_on(day: date | Expression) -> GrantQuerySet:
    """Django takes two milliseconds to work out these joins: once for each day is enough."""
    return Grant.objects.filter(effective_on(day))


@cache
def shown_as(name: str, waits: Callable[[], QuerySet[Invitation]] = unanswered_invitations) -> Any:
    """What rows of grants show of their person: last_name, first_name, email, phone, username (empty until the person
    has accepted) or invited_at (None once they have). `waits`: `unanswered_invitations_at_caf` for the people of a
    Caf."""
    if name == "invited_at":
        return Subquery(waits().values("sent_at")[:1])
    if name == "username":
        return Case(When(Exists(waits()), then=Value("")), default=F("user__username"))
    return Coalesce(Subquery(waits().values(name)[:1]), F(f"user__{name}"))


def grants_with_shown(*names: str, waits: Callable[[], QuerySet[Invitation]] = unanswered_invitations) -> QuerySet[Any]:
    """Every grant, to be narrowed, with `shown_last_name`… for the names that `shown_as` knows."""
    return _with_shown(names, waits).all()


@cache
def _with_shown(names: tuple[str, ...], waits: Callable[[], QuerySet[Invitation]]) -> QuerySet[Any]:
    return Grant.objects.annotate(**{f"shown_{name}": shown_as(name, waits) for name in names})


def counting_holder(name: str) -> F:
    """What grants that count show of their person: whoever holds one has accepted, and has no words left to go by."""
    return F(f"user__{name}")


def shown_name_order() -> tuple[Any, Any]:
    """The order of a list of grants: by the names that it shows, for an order tells of a name too."""
    return shown_as("last_name"), shown_as("first_name")


@dataclass(frozen=True)
class ShownPerson:
    """One person as one convention sees them. `invited_at`: their invitation waits since then, or was refused
    (`refused`); None once accepted."""

    username: str
    last_name: str
    first_name: str
    email: str
    phone: str
    invited_at: datetime | None
    refused: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def identified_name(self) -> str:
        return identified_name(self.first_name, self.last_name, self.username, self.email)


def name_of_row(row: Mapping[str, Any]) -> str:
    """« Camille Roy »: the name that a row of a list shows."""
    return f"{row['shown_first_name']} {row['shown_last_name']}"


def identifier_of_row(row: Mapping[str, Any]) -> str:
    """What tells the person of the row apart from another of the same name."""
    return row["shown_username"] or row["shown_email"]


def identified_name(first_name: str, last_name: str, username: str, email: str) -> str:
    """« Camille Roy (croy12) »: a person told apart from another of the same name; by the e-mail typed until they have
    answered, for the convention knows no identifier (`username` is empty)."""
    return f"{first_name} {last_name} ({username or email})"


def waiting_invitations(agreement: Agreement) -> QuerySet[Invitation]:
    """Those that the people of a convention have not accepted."""
    return Invitation.objects.filter(agreement=agreement)


def invitation_of(grant: Grant) -> Invitation | None:
    """The invitation to the convention, or to the Caf, of a grant that its holder has not accepted."""
    place = {"agreement_id__in": [grant.agreement_id]} if grant.caf_id is None else {"caf_id__in": [grant.caf_id]}
    return Invitation.objects.filter(user_id=grant.user_id, **place).first()


def shown_person(grant: Grant) -> ShownPerson:
    """Whoever holds a right of a convention, or of a Caf, as people see them there; one query."""
    user, told = grant.user, invitation_of(grant)
    if told is None:
        return ShownPerson(user.username, user.last_name, user.first_name, user.email, user.phone, None)
    refused = told.refused_at is not None
    return ShownPerson("", told.last_name, told.first_name, told.email, told.phone, told.sent_at, refused)


def shown_names(agreement_id: int, users: Iterable[User]) -> dict[int, str]:
    """User id -> full name, as the convention sees them; one query."""
    people = {user.pk: user.get_full_name() for user in users}
    return people | typed_names(agreement_id, user__in=people)


def typed_names(agreement_id: int, **narrowed: Any) -> dict[int, str]:
    """User id -> the name typed for them, of those who have not accepted the convention's invitation; `narrowed`: among whom."""
    found = Invitation.objects.filter(agreement_id=agreement_id, **narrowed)
    return {each.user_id: each.get_full_name() for each in found.order_by("id")}


Place = tuple[int | None, int | None]  # (convention, Caf): one of them


def typed_names_by_place(places: Collection[Place], users: Collection[int]) -> dict[Place, dict[int, str]]:
    """Place -> user id -> the name typed there, of those among `users` who have not accepted; one query."""
    there = Q(agreement_id__in=[key for key, _ in places if key]) | Q(caf_id__in=[key for _, key in places if key])
    found: dict[Place, dict[int, str]] = {}
    for each in Invitation.objects.filter(there, user_id__in=users).order_by("id"):
        found.setdefault((each.agreement_id, each.caf_id), {})[each.user_id] = each.get_full_name()
    return found


SHOWN = 3
