"""When a grant counts: one definition, as SQL and as Python.

A grant is effective on a day when it and everything it hangs under are open that day. `WINDOWS` and `FLAGS` are that
definition; the queryset filter and the function below are both made from them, and a property test holds them
against each other.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Expression, Q

from portal.accounts.models import User

from ..models.agreements import Agreement


@dataclass(frozen=True)
class Window:
    """Dates that must contain the day. `path` leads from the grant ("" = the grant itself); a missing object passes."""

    path: tuple[str, ...]
    opens: str
    closes: str
    why_not: str

    def lookup(self, field: str) -> str:
        return "__".join((*self.path, field))


@dataclass(frozen=True)
class Flag:
    """A field that must have one value; a missing object passes."""

    path: tuple[str, ...]
    field: str
    value: Any
    why_not: str


NOT_ACCEPTED = "l'invitation n'est pas encore acceptée"

WINDOWS = (
    Window((), "valid_from", "valid_until", "cette habilitation n'est pas en cours"),
    Window(("parent",), "valid_from", "valid_until", "l'appartenance dont elle dépend n'est pas en cours"),
    Window(("parent", "parent"), "valid_from", "valid_until", "l'accès à la convention n'est pas en cours"),
    Window(("agreement",), "opens_on", "closes_on", "la convention n'est pas ouverte"),
    Window(("agreement", "contract"), "opens_on", "closes_on", "le contrat de service n'est pas ouvert"),
    Window(("group",), "opens_on", "closes_on", "le groupe d'habilitation n'est pas ouvert"),
    Window(("group", "enrolment"), "opens_on", "closes_on", "le bulletin d'adhésion n'est pas en cours"),
    Window(("parent", "group"), "opens_on", "closes_on", "le groupe d'habilitation n'est pas ouvert"),
    Window(("parent", "group", "enrolment"), "opens_on", "closes_on", "le bulletin d'adhésion n'est pas en cours"),
)

FLAGS = (
    Flag(("user",), "state", User.State.ACTIVE, "le compte n'est pas actif"),
    Flag((), "revoked_at", None, "cette habilitation a été supprimée"),
    Flag(("parent",), "revoked_at", None, "l'appartenance dont elle dépend a été supprimée"),
    Flag(("parent", "parent"), "revoked_at", None, "l'accès à la convention a été supprimé"),
    Flag((), "invitation_id", None, NOT_ACCEPTED),
    Flag(("parent",), "invitation_id", None, NOT_ACCEPTED),
    Flag(("parent", "parent"), "invitation_id", None, NOT_ACCEPTED),
    Flag((), "suspended_at", None, "l'accès à la convention est suspendu par la Caf"),
    Flag(("parent",), "suspended_at", None, "l'accès à la convention est suspendu par la Caf"),
    Flag(("parent", "parent"), "suspended_at", None, "l'accès à la convention est suspendu par la Caf"),
    Flag(("agreement",), "state", Agreement.State.VALIDATED, "la convention n'est pas validée"),
    Flag(("agreement",), "suspended_at", None, "la convention est suspendue par la Caf"),
)

# What a query must join for `why_not_effective` to ask nothing more of the database.
RELATED = sorted({"__".join(part.path) for part in (*WINDOWS, *FLAGS) if part.path})


def _absent(path: tuple[str, ...]) -> Q:
    return Q(**{f"{'__'.join(path)}__isnull": True}) if path else Q(pk__in=[])


def effective_on(day: date | Expression) -> Q:
    """Filter for `Grant` querysets: the grants that count on `day`."""
    condition = Q()
    for window in WINDOWS:
        opened = Q(**{f"{window.lookup(window.opens)}__lte": day}) & (
            Q(**{f"{window.lookup(window.closes)}__gte": day}) | Q(**{f"{window.lookup(window.closes)}__isnull": True})
        )
        condition &= (opened | _absent(window.path)) if window.path else opened
    for flag in FLAGS:
        lookup = "__".join((*flag.path, flag.field))
        if flag.value is None:
            # A missing object's field is NULL as well.
            condition &= Q(**{f"{lookup}__isnull": True})
        else:
            held = Q(**{lookup: flag.value})
            condition &= (held | _absent(flag.path)) if flag.path != ("user",) else held
    return condition


def _follow(grant: Any, path: tuple[str, ...]) -> Any | None:
    target = grant
    for step in path:
        target = getattr(target, step, None)
        if target is None:
            return None
    return target


def why_not_effective(grant: Any, day: date) -> str | None:
    """None when the grant counts on `day`, else the first French reason why it does not."""
    for flag in FLAGS:
        target = _follow(grant, flag.path)
        if target is not None and getattr(target, flag.field) != flag.value:
            return flag.why_not
    for window in WINDOWS:
        target = _follow(grant, window.path)
        if target is None:
            continue
        closes = getattr(target, window.closes)
        if getattr(target, window.opens) > day or (closes is not None and closes < day):
            return window.why_not
    return None
