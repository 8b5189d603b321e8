"""The journal as people read it: own scope, facts turned into names, one sentence per event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from portal.accounts.lifecycle.events import BEGUN_AGAIN, CREATED
from portal.accounts.models import PastName, User
from portal.accounts.names.queries import load_past_names
from portal.base.formats import of
from portal.catalogue.current import get_catalogue
from portal.habpps.models import Activity, Agreement, Caf, Invitation, Partner, Site
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import VIEW_JOURNAL
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.labels import told_caf
from portal.habpps.rights.permissions import REGISTRY as PERMISSIONS
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import Place, name_matches, typed_names_by_place
from portal.journal.kinds import REGISTRY, word_for
from portal.journal.models import Entry

from .families import kinds_of
from .letters import kind_label

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
SOMEBODY, SOMEBODY_ELSE, ANOTHER_NAME = "une personne", "une autre personne", "un autre nom"
BATCH = 2_000
# An account that was closed begins again by the same invitation.
ACCOUNT_MADE = (CREATED.name, BEGUN_AGAIN.name)
NAMED: dict[str, Callable[[], Any]] = {
    "formerly": lambda: PastName.objects.annotate(shown=Concat("first_name", Value(" "), "last_name")),
    "partner": lambda: Partner.objects.annotate(shown=Concat("name", Value(""))),
    "activity": lambda: Activity.objects.annotate(shown=Concat("name", Value(""))),
    "site": lambda: Site.objects.annotate(shown=Concat("name", Value(""))),
}
# Facts that are ids; people are named by their name of the day.
NAMED_FACTS = ("user", *NAMED)
GONE = {"formerly": "un nom effacé"}  # of an account that was anonymised
LABELLED: dict[str, Callable[[str], str]] = {
    "letter": kind_label,
    **dict.fromkeys(("part", "purpose", "mode", "why"), word_for),
    "sha256": lambda digest: f"{digest[:16]}…",
    "type_code": lambda code: known.label if (known := get_catalogue().types.get(code)) else code,
    "role": lambda code: Role(code).label if code in Role.values else code,
    "permission": lambda code: f"«\u00a0{PERMISSIONS[code].label}\u00a0»" if code in PERMISSIONS else "une action",
}
# A place among the facts, with the word that leads to it; texts that a sentence may do without.
PLACES = {"place": "sur", "declared": "pour"}
OPTIONAL = {
    "valid_until": "jusqu'au {}",
    "reason": "(motif : {})",
    "late_reason": "(début saisi après coup : {})",
    "campaign": "({})",
}
MAILBOX = {("user", 0): "la boîte aux lettres de la Caf"}  # no account has this key
Names = dict[tuple[str, int], str]
"""(kind, id) -> what an event says in place of a reference."""


@dataclass(frozen=True)
class JournalLine:
    """One event. `about`: the convention, when there is one; else, for who sees several, the Caf."""

    at: datetime
    who: str
    sentence: str
    about: str
    store: str


def list_entries(
    actor: Actor,
    *,
    family: str = "",
    person: str = "",
    about: str = "",
    start: date | None = None,
    end: date | None = None,
) -> QuerySet[Entry]:
    """The events of the actor's scope, newest first; `family`: a key of `journal_families.FAMILIES`; `about`: part of
    the name of a convention, an organisation or an activity; days included."""
    found = visible(actor, VIEW_JOURNAL, Entry)
    if not actor.has_role(Role.NATIONAL_ADMIN):
        # Whether an invitation made an account or met one is told neither to the convention nor to the Caf that
        # invites (see `people`).
        found = found.exclude(kind__in=ACCOUNT_MADE)
    if family:
        found = found.filter(kind__in=kinds_of(family))
    if about:
        found = found.filter(_about(actor, about))
    if person:
        found = found.filter(_of_person(person))
    if start:
        found = found.filter(at__gte=_midnight(start))
    if end:
        found = found.filter(at__lt=_midnight(end + timedelta(days=1)))
    return found.order_by("-id")


def freeze_entries(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """What there is of them now: entries written afterwards, while a file leaves, stay out."""
    newest = found.order_by("-pk").values_list("pk", flat=True).first()
    return found.filter(pk__lte=newest or 0)


def _about(actor: Actor, text: str) -> Q:
    """Events of the conventions, organisations and activities whose name holds `text`."""
    agreements = visible(actor, VIEW_JOURNAL, Agreement)
    of_name = agreements.filter(Q(label__folded_contains=text) | Q(partner__name__folded_contains=text))
    partners = visible(actor, VIEW_JOURNAL, Partner).filter(name__folded_contains=text)
    activities = dict(
        visible(actor, VIEW_JOURNAL, Activity).filter(name__folded_contains=text).values_list("pk", "agreement")
    )
    places = [f"activity:{key}" for key in activities]
    of_activity = Q(facts__place__in=places) | Q(facts__declared__in=places)
    return (
        Q(agreement_id__in=of_name.values("pk"))
        | Q(object_type="habpps.partner", object_id__in=partners.values("pk"))
        # The convention first: it has an index.
        | Q(
            of_activity | Q(object_type="habpps.activity", object_id__in=activities.keys()),
            agreement_id__in=set(activities.values()),
        )
    )


def _of_person(person: str) -> Q:
    """Events by somebody, or about their account: by any name that they have borne, or by their identifier. Where an
    invitation of theirs waits, they go by the name typed."""
    formerly = PastName.objects.filter(name_matches(person))
    people = User.objects.filter(name_matches(person, identifier=True) | Q(pk__in=formerly.values("user")))
    waiting = Invitation.objects.all()
    typed = waiting.filter(name_matches(person))
    known = Q(object_id__in=people.values("pk")) & ~_at_place(waiting)
    told = Q(object_id__in=typed.values("user_id")) & _at_place(typed)
    return Q(actor_id__in=people.values("pk")) | Q(Q(object_type="accounts.user") & (known | told))


def _at_place(invitations: QuerySet[Invitation]) -> Q:
    """Is one of them of the event's person, to the event's convention, or, without one, to its Caf?"""
    own = invitations.filter(user=OuterRef("object_id"))
    at_caf = Q(Exists(own.filter(caf=OuterRef("caf_id"))), agreement_id=None)
    return Q(Exists(own.filter(agreement=OuterRef("agreement_id")))) | at_caf


def _place(event: Entry) -> Place:
    return (event.agreement_id, None) if event.agreement_id else (None, event.caf_id)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def read_entries(page: Iterable[Entry], actor: Actor) -> list[JournalLine]:
    """Sentences for the events of a page, people under their name of the day, with their identifier: six queries at
    most, whatever their number."""
    events = list(page)
    names, people = _names(events), _people(events)
    agreements = {event.agreement_id for event in events if event.agreement_id}
    typed = typed_names_by_place({_place(event) for event in events}, list(people))
    found = Agreement.objects.filter(pk__in=agreements).order_by("id")
    rows = found.values_list("pk", "label", told_caf(actor, ""))
    labels = {key: with_caf(label, caf) for key, label, caf in rows}
    # What concerns no convention is kept for each Caf that shares the object: of several, each row says which.
    several = {event.caf_id for event in events if event.caf_id and not event.agreement_id}
    named = Caf.objects.filter(pk__in=several).order_by("pk").values_list("pk", "name")
    cafs = dict(named) if actor.sees_several_cafs else {}
    lines = []
    for event in events:
        called = _called(event, names, people, typed.get(_place(event), {}))
        label = labels.get(event.agreement_id or 0) or cafs.get(event.caf_id or 0, "")
        lines.append(JournalLine(event.at, _who(event, called), write_sentence(event, called), label, event.store))
    return lines


def _called(event: Entry, names: Names, people: dict[int, User], typed: dict[int, str]) -> Names:
    """What this event calls those of whom it speaks. `typed`: names of people who have not answered its place, of whose
    accounts nothing is told."""
    found = MAILBOX.copy()
    for kind, key in _references(event):
        if kind == "user" and key in typed:
            found[kind, key] = typed[key]
        elif kind == "user" and key in people:
            found[kind, key] = f"{people[key].name_on(event.at)} ({people[key].username})"
        elif (kind, key) in names:
            found[kind, key] = names[kind, key]
    return found


def _people(events: list[Entry]) -> dict[int, User]:
    """Everybody of whom the events speak, with their past names."""
    keys = {key for event in events for kind, key in _references(event) if kind == "user"}
    found = User.objects.only("username", "first_name", "last_name", "named_since").in_bulk(keys)
    load_past_names(found.values())
    return found


def personal_lines(user: User) -> Iterator[JournalLine]:
    """What a person did and what was done to their account, oldest first. Nobody else is named, and what somebody
    typed (a reason) is left out: for the copy of one's own data."""
    found = Entry.objects.filter(Q(actor_id=user.pk) | Q(object_type="accounts.user", object_id=user.pk))
    labels: dict[int, str] = {}
    own_names = set(user.past_names.order_by("pk").values_list("pk", flat=True))
    remaining = found.order_by("id").iterator(chunk_size=BATCH)
    while events := list(islice(remaining, BATCH)):
        names = _names(events)
        references = {key for event in events for key in _references(event)}
        others = {key for key in references if key[0] == "formerly" and key[1] not in own_names}
        names |= dict.fromkeys(others, ANOTHER_NAME)
        people = {key for key in references if key[0] == "user"}
        names |= dict.fromkeys(people, SOMEBODY_ELSE) | {("user", user.pk): "vous"} | MAILBOX
        agreements = {event.agreement_id for event in events if event.agreement_id} - labels.keys()
        # A copy is read without the portal beside it: the Caf is always said.
        rows = Agreement.objects.filter(pk__in=agreements).order_by("id").values_list("pk", "label", "caf__name")
        labels |= {key: with_caf(label, caf) for key, label, caf in rows}
        for event in events:
            for typed in ("reason", "late_reason"):
                event.facts.pop(typed, None)
            label = labels.get(event.agreement_id or 0, "")
            yield JournalLine(event.at, _who(event, names), write_sentence(event, names), label, event.store)


def _who(event: Entry, names: Names) -> str:
    return names.get(("user", event.actor_id), SOMEBODY) if event.actor_id else "Le portail"


def _references(event: Entry) -> set[tuple[str, int]]:
    found = {("user", event.actor_id)} if event.actor_id else set()
    if event.object_type == "accounts.user" and event.object_id:
        found.add(("user", event.object_id))
    for name, value in event.facts.items():
        if name in NAMED_FACTS and isinstance(value, int):
            found.add((name, value))
        elif name in PLACES and ":" in str(value):
            kind, _, key = value.partition(":")
            found.add((kind, int(key)))
    return found


def _names(events: list[Entry]) -> Names:
    """Names of everything but people of which the events speak, by one query."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for kind, key in _references(event):
            wanted.setdefault(kind, set()).add(key)
    parts = [
        NAMED[kind]().order_by().filter(pk__in=keys).values_list(Value(kind, output_field=CharField()), "pk", "shown")
        for kind, keys in sorted(wanted.items())
        if kind in NAMED
    ]
    if not parts:
        return {}
    return {(kind, key): name for kind, key, name in parts[0].union(*parts[1:], all=True).order_by("pk")}


def write_sentence(event: Entry, names: Names) -> str:
    """The kind's French sentence with its facts as people say them; follows the actor's name."""
    kind = REGISTRY.get(event.kind)
    if kind is None:
        return event.kind
    # An event written before its kind had a fact reads without it.
    facts = dict.fromkeys(kind.facts, "") | {name: _say(name, value, names) for name, value in event.facts.items()}
    # A fact that says nothing leaves two spaces; those that do not break stay.
    said = re.sub(" +", " ", kind.sentence.format(**facts)).strip().replace(" ,", ",")
    for shown in [facts[name] for name in NAMED_FACTS if facts.get(name)]:
        said = said.replace(f" de {shown}", f" {of(shown)}")
    # Kinds that tell of somebody else's account name them by the object alone.
    if event.object_type == "accounts.user" and event.object_id != event.actor_id and "user" not in event.facts:
        said += f" : {names.get(('user', event.object_id or 0), SOMEBODY)}"
    return said


def _say(name: str, value: Any, names: Names) -> str:
    if name in NAMED_FACTS and isinstance(value, int):
        return names.get((name, value), GONE.get(name, f"n° {value}"))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(word_for(str(each)) for each in value)
    text = DAY.sub(r"\3/\2/\1", str(value))
    if name in LABELLED:
        return LABELLED[name](text)
    if name in PLACES:
        kind, _, key = str(value).partition(":")
        return f"{PLACES[name]} {names.get((kind, int(key)), f'n° {key}')}" if kind in NAMED else ""
    if name in OPTIONAL:
        return OPTIONAL[name].format(text) if text else ""
    return text
