"""The dry run of a spreadsheet of users: what each line would do, or why it cannot. Writes nothing.

It says nothing of accounts elsewhere: a line about an e-mail that the portal knows reads like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from portal.accounts.identity import read_name
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.folding import name_key
from portal.base.formats import listed
from portal.base.typed import Unreadable, has_lost_zero, normal_email, read_email, read_phone
from portal.habpps.agreements.queries import open_activities
from portal.habpps.models import AccessGroup, Activity, Agreement, Grant, Measure, UserImport
from portal.habpps.models.grants import standing_on
from portal.habpps.people.queries.users import list_accesses
from portal.habpps.permissions import ASSIGN_ROLES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import can, grantable_roles
from portal.habpps.rights.namesakes import NameKey, Namesake, list_people_by_name
from portal.habpps.rights.periods import Period, check_late_start, fit_inside
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.habpps.rights.rules import SUSPENDED_BY_CAF, may_grant

from . import rules as cells
from .rules import Wrong, plain
from .titles import Titled

KEPT = timedelta(hours=24)
LONGEST = {cells.LAST_NAME: 80, cells.FIRST_NAME: 80, cells.EMAIL: 254, cells.PHONE: 20, cells.WHY_LATE: 200}
READERS = {cells.LAST_NAME: read_name, cells.FIRST_NAME: read_name, cells.EMAIL: read_email, cells.PHONE: read_phone}


@dataclass
class Planned:
    """One line. `membership`: the access that the person has already; None where one will be made. `namesakes`: who
    bears the same name in the convention; `doubts`: French, to be confirmed before the line is written. `left_out`: hidden in
    the file, its cells are not read."""

    number: int
    typed: dict[str, str]
    period: Period
    groups: list[AccessGroup] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    mobility: str = cells.SEDENTARY
    membership: Grant | None = None
    namesakes: list[Namesake] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    left_out: bool = False
    notes: list[str] = field(default_factory=list)

    def is_told(self, column: str) -> bool:
        """Has this column an error already?"""
        return any(error.startswith(f"{column} : ") for error in self.errors)

    @property
    def late_reason(self) -> str:
        return self.typed.get(cells.WHY_LATE, "")

    @property
    def email(self) -> str:
        return normal_email(self.typed.get(cells.EMAIL, ""))


@dataclass(frozen=True)
class Facts:
    """What the lines are held against, read once: nine queries whatever their number."""

    agreement: Agreement
    actor: Actor
    groups: dict[str, AccessGroup]
    activities: dict[str, Activity]
    twice: set[str]
    here: dict[str, Grant]
    suspended: set[str]
    known: dict[NameKey, list[tuple[str, Namesake]]]
    grantable: frozenset[Role]
    may_assign: str


def kept_import(actor: Actor, public_id: str) -> UserImport | None:
    """One's own, for a day."""
    found = UserImport.objects.filter(public_id=public_id, kept_by=actor.user, kept_at__gt=clock.now() - KEPT)
    return found.select_related("agreement__partner", "agreement__caf").first()


def plan(actor: Actor, kept: UserImport) -> list[Planned]:
    """Every line of the file, in its order."""
    facts = _facts(actor, kept.agreement)
    seen: dict[str, int] = {}
    names: dict[NameKey, int] = {}
    lines = [_planned(facts, Titled(*line), seen) for line in kept.lines]
    for line in lines:
        _read_namesakes(facts, line, names)
    return lines


def _facts(actor: Actor, agreement: Agreement) -> Facts:
    groups: dict[str, AccessGroup] = {}
    for group in (
        AccessGroup.objects.filter(enrolment__agreement=agreement).select_related("enrolment").order_by("kind")
    ):
        code = AccessGroup.CODES[AccessGroup.Kind(group.kind)]
        for name in (group.get_kind_display(), code, str(group), group.kind):
            groups[plain(name)] = group
    activities: dict[str, Activity] = {}
    twice: set[str] = set()
    for activity in open_activities(agreement, actor.today):
        name = plain(activity.name)
        twice |= {name} & set(activities)
        activities[name] = activity
    standing = list_accesses(actor, agreement).filter(standing_on(actor.today))
    suspended = Measure.objects.filter(kind=Measure.Kind.SUSPEND_PERSON, agreement=agreement, lifted_at=None)
    decision = can(actor, ASSIGN_ROLES, agreement)
    return Facts(
        agreement,
        actor,
        groups,
        activities,
        twice,
        {each.user.email.lower(): each for each in standing.select_related("user").order_by("-valid_from")},
        {email.lower() for email in suspended.order_by("id").values_list("membership__user__email", flat=True)},
        list_people_by_name(agreement),
        grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk),
        "" if decision else decision.reason,
    )


def _planned(facts: Facts, titled: Titled, seen: dict[str, int]) -> Planned:
    typed = {column: text for column, text in titled.typed.items() if column not in titled.stops}
    line = Planned(titled.number, typed, Period(facts.actor.today), notes=list(titled.notes))
    if "" in titled.stops:
        line.errors.append(titled.stops[""])
        line.left_out = True
        return line
    line.errors += [f"{column} : {why}" for column, why in titled.stops.items()]

    def cell(read: Callable[[str], Any], column: str) -> Any:
        """What a cell says; its error joins the line's."""
        try:
            return read(typed.get(column, ""))
        except Wrong as wrong:
            line.errors.append(f"{column} : {wrong}")
            return None

    _read_person(facts, line, seen)
    line.mobility = cell(cells.read_mobility, cells.MOBILITY) or cells.SEDENTARY
    line.groups = cell(lambda text: _groups(facts, text), cells.GROUP) or []
    line.roles = cell(cells.read_roles, cells.ROLES) or []
    line.activities = cell(lambda text: _activities(facts, text), cells.ACTIVITIES) or []
    start, until = cell(cells.read_day, cells.OPENS), cell(cells.read_day, cells.CLOSES)
    _read_dates(facts, line, start or facts.actor.today, until)
    _join_declarants(facts, line)
    _check_rights(facts, line)
    return line


def _read_person(facts: Facts, line: Planned, seen: dict[str, int]) -> None:
    for column, longest in LONGEST.items():
        value = line.typed.get(column, "")
        if not value and column in cells.NEEDED and not line.is_told(column):
            line.errors.append(f"{column} : cette cellule est vide.")
        elif len(value) > longest:
            line.errors.append(f"{column} : au plus {longest} caractères.")
    _read_texts(line)
    if not line.email:
        return
    if line.email in seen:
        line.errors.append(f"{cells.EMAIL} : cette adresse est déjà à la ligne {seen[line.email]}.")
    seen.setdefault(line.email, line.number)
    if line.email in facts.suspended:
        line.errors.append(SUSPENDED_BY_CAF)
    line.membership = facts.here.get(line.email)
    if line.membership is not None:
        line.notes.append("Cette personne a déjà accès à la convention : elle reçoit les groupes et les rôles.")


def _read_namesakes(facts: Facts, line: Planned, names: dict[NameKey, int]) -> None:
    """Who bears the line's name, in the convention with another e-mail or higher up in the file."""
    key = name_key(line.typed.get(cells.FIRST_NAME, ""), line.typed.get(cells.LAST_NAME, ""))
    if not key or line.left_out or line.membership is not None:
        return
    line.namesakes = [known for email, known in facts.known.get(key, []) if email != line.email]
    if line.namesakes:
        named = listed([each.name for each in line.namesakes])
        line.doubts.append(f"{named} porte déjà ce nom dans la convention.")
    if key in names:
        line.doubts.append(f"Même nom qu'à la ligne {names[key]}.")
    names.setdefault(key, line.number)


def _read_texts(line: Planned) -> None:
    for column, read in READERS.items():
        try:
            if value := line.typed.get(column):
                line.typed[column] = read(value)
                if column == cells.PHONE and has_lost_zero(value):
                    line.notes.append(f"Le téléphone reprend son premier 0 : {line.typed[column]}.")
        except Unreadable as wrong:
            line.errors.append(f"{column} : {wrong}")


def _groups(facts: Facts, text: str) -> list[AccessGroup]:
    return cells.read_several(
        text,
        facts.groups,
        lambda name: f"groupe inconnu : «\u00a0{name}\u00a0». Écrivez AFAS Déclarer ou AFAS Habiliter.",
        ";,",
    )


def _activities(facts: Facts, text: str) -> list[Activity]:
    if plain(text) == cells.EVERY_ACTIVITY:
        return list(facts.activities.values())
    found = cells.read_several(
        text, facts.activities, lambda name: f"aucune activité ouverte ne s'appelle «\u00a0{name}\u00a0»."
    )
    doubtful = [activity.name for activity in found if plain(activity.name) in facts.twice]
    if doubtful:
        raise Wrong(f"plusieurs activités s'appellent «\u00a0{doubtful[0]}\u00a0» : donnez ce rôle à l'écran.")
    return found


def _read_dates(facts: Facts, line: Planned, start: Any, until: Any) -> None:
    if until is not None and until < start:
        line.errors.append(f"{cells.CLOSES} : elle précède la date d'ouverture.")
        return
    line.period = Period(start, until)
    above = [("la convention", Period(facts.agreement.opens_on, facts.agreement.closes_on))]
    if line.membership is not None:
        above.append(("l'accès", Period(line.membership.valid_from, line.membership.valid_until)))
    fitted = fit_inside(line.period, *above, today=facts.actor.today)
    (line.errors if fitted.period is None else line.notes).extend(fitted.notes)
    try:
        check_late_start(start, facts.actor.today, line.late_reason)
    except ActionError as error:
        line.errors.append(f"{cells.WHY_LATE} : {error}")
    if until is not None and until < facts.actor.today:
        line.errors.append(f"{cells.CLOSES} : cette date est passée.")


def _join_declarants(facts: Facts, line: Planned) -> None:
    """A role puts a newcomer into « AFAS Déclarer »: shown as any group that is asked for."""
    group = facts.groups.get(plain(AccessGroup.Kind.AFAS_DECLARER))
    if line.roles and group is None:
        line.errors.append(f"{cells.ROLES} : cette convention n'a pas de groupe «\u00a0AFAS Déclarer\u00a0».")
    elif line.roles and group is not None and line.membership is None and group not in line.groups:
        line.groups.append(group)


def _check_rights(facts: Facts, line: Planned) -> None:
    """The same rules as on the screen, so that the dry run tells what writing would refuse."""
    if line.roles and not line.activities and not line.is_told(cells.ACTIVITIES):
        line.errors.append(f"{cells.ACTIVITIES} : dites sur quelles activités, ou «\u00a0Toutes\u00a0».")
    if line.activities and not line.roles and not line.is_told(cells.ROLES):
        line.errors.append(f"{cells.ROLES} : dites quel rôle la personne tient sur ces activités.")
    if line.roles and facts.may_assign:
        line.errors.append(facts.may_assign)
    own = facts.actor.id if line.email == facts.actor.user.email.lower() else 0
    asked = [Role.PARTNER_USER, *(GROUP_ROLES[group.kind] for group in line.groups), *line.roles]
    if line.roles:
        asked.append(Role.AFAS_DECLARANT)
    for role in dict.fromkeys(asked):
        decision = may_grant(actor_id=facts.actor.id, user_id=own or 0, role=role, grantable=facts.grantable)
        if not decision and decision.reason not in line.errors:
            line.errors.append(decision.reason)
    closed = [a.name for a in line.activities if a.closes_on is not None and a.closes_on < line.period.start]
    if closed:
        line.errors.append(f"{cells.ACTIVITIES} : fermée à cette date : {', '.join(closed[:3])}.")
    if line.membership is not None and not line.groups and not line.roles:
        line.notes.append("Aucun groupe ni rôle n'est demandé : rien ne sera écrit.")
