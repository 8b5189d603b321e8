"""Many users at once, from a spreadsheet: kept, shown by a dry run, then written wholly or for the good lines alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.extending import settle_extensions
from portal.habpps.grants.actions.locking import GrantOutcome, check_grantable, check_open, lock_agreement
from portal.habpps.grants.actions.roles import give_roles
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, describe_grant, queue_notice
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, UserImport
from portal.habpps.people.actions.users import admit_person, ensure_declarant, join_group
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.extending import AlreadyGiven, Longer
from portal.journal.writer import batch_events, log_event

from . import rules as cells
from .events import USERS_IMPORTED
from .queries import KEPT, Planned, plan
from .rules import Wrong
from .spreadsheets import Line


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
        places = cells.read_header(lines[0][1])
    except Wrong as wrong:
        raise ActionError({"file": [str(wrong)]}) from None
    typed = [
        [number, {name: texts[place] for name, place in places.items() if place < len(texts) and texts[place]}]
        for number, texts in lines[1:]
    ]
    kept_lines = [each for each in typed if each[1]]
    if not kept_lines:
        raise ActionError({"file": ["Ce fichier ne contient aucune ligne sous les titres des colonnes."]})
    drop_old_imports()
    UserImport.objects.filter(kept_by=actor.user, agreement=agreement).delete()
    return UserImport.objects.create(
        agreement=agreement,
        kept_by=actor.user,
        kept_at=clock.now(),
        file_name=file_name[-120:],
        lines=kept_lines,
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
    known = _accounts([line.email for line in lines])
    written = 0
    already: list[Longer] = []
    with batch_events():
        for line in lines:
            if line.errors:
                continue
            try:
                with transaction.atomic(), batch_events():
                    written += bool(_write(actor, agreement, line, known.get(line.email), extend=extend).grants)
            except AlreadyGiven as found:
                already += found.naming(f"ligne {line.number}")
            except (ActionError, Refused) as error:
                if not good_lines_only:
                    raise
                line.errors.append(str(error))
    if already:
        raise AlreadyGiven(already)
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


def _accounts(emails: list[str]) -> dict[str, User]:
    """The accounts of these e-mails, which are kept in lower case."""
    return {user.email: user for user in User.objects.filter(email__in=emails).order_by("id")}


def _write(
    actor: Actor, agreement: Agreement, line: Planned, known: User | None, *, extend: bool | None
) -> GrantOutcome:
    if line.membership is not None:
        return _add_rights(actor, agreement, line, line.membership, extend=extend)
    typed, email = line.typed, line.email
    identity = Identity(
        typed[cells.LAST_NAME],
        typed[cells.FIRST_NAME],
        email,
        email,
        typed.get(cells.PHONE, ""),
        typed.get(cells.PHONE, ""),
        line.mobility,
        somebody_else=True,  # said when the file was confirmed
    )
    rights: dict[str, Any] = {"groups": line.groups, "roles": line.roles, "activities": line.activities}
    return admit_person(actor, agreement, identity, line.period, known=known, late_reason=line.late_reason, **rights)


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
        given = Grant.objects.select_related("activity", "site", "late_by").filter(
            pk__in=[grant.pk for grant in outcome.grants]
        )
        lines = [describe_grant(grant) for grant in given.order_by("id")]
        queue_notice(user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=lines)
    settle_extensions(actor, agreement, outcome, extend=extend, late_reason=line.late_reason)
    return outcome


@transaction.atomic
def drop_import(*, actor: Actor, kept: UserImport) -> None:
    """The person gives the file up: nothing of it is kept."""
    require(actor, MANAGE_USERS, kept.agreement)
    kept.delete()
