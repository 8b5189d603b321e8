"""Many users at once, from a spreadsheet: kept, shown by a dry run, then written wholly or for the good lines alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.extending import settle_extensions
from portal.habpps.grants.actions.locking import GrantOutcome, check_grantable, check_open, lock_agreement
from portal.habpps.grants.actions.roles import give_roles
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, describe_grant, queue_notice
from portal.habpps.invitations.actions import Identity, Invited, invite_people
from portal.habpps.models import Agreement, Grant, UserImport
from portal.habpps.people.actions.users import (
    check_admission,
    ensure_declarant,
    give_first_rights,
    join_group,
    name_places,
)
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.extending import AlreadyGiven, Longer
from portal.journal.writer import log_event

from . import rules as cells
from .events import USERS_IMPORTED
from .lines import Line
from .queries import KEPT, Planned, plan
from .rules import Wrong
from .titles import sort_by_title


@dataclass(frozen=True)
class Imported:
    """`written`: how many lines did something; `left`: those that did not, each with its errors."""

    written: int
    left: list[Planned]


@transaction.atomic
def keep_import(*, actor: Actor, agreement: Agreement, file_name: str, lines: list[Line]) -> UserImport:
    """Keeps the lines of a file for its dry run; those that the actor kept before, and any of yesterday, are gone.

    Raises ActionError "file" when the header does not name the columns.
    """
    require(actor, MANAGE_USERS, agreement)
    check_open(agreement, MANAGE_USERS)
    try:
        titled, notes = sort_by_title(lines)
    except Wrong as wrong:
        raise ActionError({"file": [str(wrong)]}) from None
    if not titled:
        raise ActionError({"file": ["Ce fichier ne contient aucune ligne sous les titres des colonnes."]})
    drop_old_imports()
    UserImport.objects.filter(kept_by=actor.user, agreement=agreement).delete()
    return UserImport.objects.create(
        agreement=agreement,
        kept_by=actor.user,
        kept_at=clock.now(),
        file_name=file_name[-120:],
        lines=[line.kept() for line in titled],
        notes=notes,
    )


def drop_old_imports() -> int:
    """Files that nobody confirmed within a day hold people's names for nothing."""
    gone, _ = UserImport.objects.filter(kept_at__lte=clock.now() - KEPT).delete()
    return gone


@transaction.atomic
def confirm_import(
    *,
    actor: Actor,
    kept: UserImport,
    good_lines_only: bool = False,
    somebody_else: bool = False,
    extend: bool | None = None,
) -> Imported:
    """Writes the lines of a dry run, read again under the lock; each has an account that waits for its owner.

    Nothing is written, and ActionError is raised, when a line is wrong, unless `good_lines_only`. A line that names
    somebody like a person who is here is wrong until `somebody_else` says that it is another one. AlreadyGiven about all
    the rights that stand with other dates, unless `extend` says what becomes of them.
    """
    require(actor, MANAGE_USERS, kept.agreement)
    actor, agreement = lock_agreement(actor, kept.agreement, MANAGE_USERS)
    check_open(agreement, MANAGE_USERS)
    if not UserImport.objects.filter(pk=kept.pk).exists():
        raise ActionError("Ce fichier a déjà été importé, ou abandonné.")
    lines = plan(actor, kept)
    if not somebody_else:
        _refuse_doubts(lines, alone=not good_lines_only)
    if any(line.errors for line in lines) and not good_lines_only:
        raise ActionError("Des lignes ont des erreurs : corrigez le fichier, ou importez les lignes correctes.")
    written = _write_lines(actor, agreement, lines, good_lines_only=good_lines_only, extend=extend)
    left = [line for line in lines if line.errors]
    log_event(
        USERS_IMPORTED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
        written=written,
        left=len(left),
    )
    kept.delete()
    return Imported(written, left)


def _refuse_doubts(lines: list[Planned], *, alone: bool) -> None:
    """`alone`: ActionError when nothing else is wrong."""
    if alone and any(line.doubts for line in lines) and not any(line.errors for line in lines):
        message = "Des personnes portent déjà ces noms : confirmez que ce sont d'autres personnes."
        raise ActionError({"somebody_else": [message]})
    for line in lines:
        line.errors += line.doubts


class _Unwritten(Exception):
    """Some lines have got an error while they were written."""


def _write_lines(
    actor: Actor, agreement: Agreement, lines: list[Planned], *, good_lines_only: bool, extend: bool | None
) -> int:
    """How many lines did something. One that cannot be written, although the dry run found nothing, gets its error; the
    others are then written anew without it, as accounts are made for all of them at once."""
    while True:
        good = [line for line in lines if not line.errors]
        try:
            with transaction.atomic(), batch_rows():
                return _write_together(actor, agreement, good, extend=extend)
        except _Unwritten:
            if not good_lines_only:
                first = next(line for line in good if line.errors)
                raise ActionError(f"Ligne {first.number} : {first.errors[0]}") from None


def _write_together(actor: Actor, agreement: Agreement, lines: list[Planned], *, extend: bool | None) -> int:
    known = _accounts([line.email for line in lines])
    newcomers = [line for line in lines if line.membership is None]
    for line in newcomers:
        with _kept_error(line):
            check_admission(actor, agreement, line.period, known=known.get(line.email), **_asked(line))
    _raise_unwritten(lines)
    people = [(_identity(line), known.get(line.email)) for line in newcomers]
    invited = dict(zip((line.number for line in newcomers), invite_people(actor, agreement, people), strict=True))
    written = 0
    already: list[Longer] = []
    for line in lines:
        try:
            with _kept_error(line), transaction.atomic(), batch_rows():
                outcome = _write(actor, agreement, line, invited.get(line.number), extend=extend)
                written += bool(outcome.grants)
        except AlreadyGiven as found:
            already += found.naming(f"ligne {line.number}")
    _raise_unwritten(lines)
    if already:
        raise AlreadyGiven(already)
    return written


@contextmanager
def _kept_error(line: Planned) -> Iterator[None]:
    try:
        yield
    except AlreadyGiven:
        raise
    except (ActionError, Refused) as error:
        line.errors.append(str(error))


def _raise_unwritten(lines: list[Planned]) -> None:
    if any(line.errors for line in lines):
        raise _Unwritten


def _accounts(emails: list[str]) -> dict[str, User]:
    """The accounts of these e-mails, which are kept in lower case."""
    return {user.email: user for user in User.objects.filter(email__lower__in=emails).order_by("id")}


def _asked(line: Planned) -> dict[str, Any]:
    return {"roles": line.roles, "activities": line.activities}


def _identity(line: Planned) -> Identity:
    typed, phone = line.typed, line.typed.get(cells.PHONE, "")
    return Identity(
        typed[cells.LAST_NAME],
        typed[cells.FIRST_NAME],
        line.email,
        line.email,
        phone,
        phone,
        line.mobility,
        somebody_else=True,  # said when the file was confirmed
    )


def _write(
    actor: Actor, agreement: Agreement, line: Planned, invited: Invited | None, *, extend: bool | None
) -> GrantOutcome:
    if line.membership is not None:
        return _add_rights(actor, agreement, line, line.membership, extend=extend)
    if invited is None:
        raise ValueError(f"line {line.number} invites nobody")
    more: dict[str, Any] = {"groups": line.groups, "late_reason": line.late_reason, **_asked(line)}
    return give_first_rights(actor, agreement, invited, line.period, **more)


def _add_rights(
    actor: Actor, agreement: Agreement, line: Planned, membership: Grant, *, extend: bool | None
) -> GrantOutcome:
    """To somebody who is here already, who is told once of what is new."""
    outcome, user = GrantOutcome(), membership.user
    days: dict[str, Any] = {"late_reason": line.late_reason}
    for group in line.groups:
        outcome.add(join_group(actor, agreement, user, membership, group, line.period, **days))
    if line.roles:
        for role in line.roles:
            check_grantable(actor, agreement, user, role, ASSIGN_ROLES)
        under = ensure_declarant(actor, agreement, user, membership, line.period, outcome, **days)
        over = line.activities
        outcome.add(
            give_roles(
                actor, agreement, user, line.roles, line.period, under=under, activities=over, tells=False, **days
            )
        )
    if outcome.grants:
        name_places(outcome.grants, line.activities)
        lines = [describe_grant(grant) for grant in outcome.grants]
        queue_notice(user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=lines)
    settle_extensions(actor, agreement, outcome, extend=extend, late_reason=line.late_reason)
    return outcome


@transaction.atomic
def drop_import(*, actor: Actor, kept: UserImport) -> None:
    """The person gives the file up: nothing of it is kept."""
    require(actor, MANAGE_USERS, kept.agreement)
    kept.delete()
