"""What people read when somebody refuses an invitation, or leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from portal.accounts.models import User
from portal.habpps.grants.examples import ABOUT
from portal.habpps.grants.mails import Mailbox, mailbox_of
from portal.habpps.models import Caf, Grant
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

INVITATION_REFUSED_MAIL = MailKind(
    "habpps/invitation_refused",
    "Invitation refusée",
    lambda: {**ABOUT, "person": "Camille Exemple", "email": "camille@exemple.fr", "place": "Association Les Tilleuls"},
)
USER_LEFT_MAIL = MailKind(
    "habpps/user_left",
    "Personne qui a quitté une convention, ou une Caf",
    lambda: {
        **ABOUT,
        "person": "Camille Exemple",
        "place": "Association Les Tilleuls",
        "own": False,
        "administrator": True,
    },
)

declare_mails(INVITATION_REFUSED_MAIL, USER_LEFT_MAIL)


def name_place(access: Grant) -> str:
    """The organisation, as people call the place of an access."""
    if access.agreement is not None:
        return access.agreement.partner.name
    return access.caf.name if access.caf else ""


def mail_refusal(access: Grant, today: date) -> None:
    """To who invited, and to the administrators of the place: the address that they typed, and the words, nothing more."""
    person = shown_person(access)
    context = {"person": person.full_name, "email": person.email}
    for each in {*_administrators(access, today), *_inviter(access, today)}:
        _queue(INVITATION_REFUSED_MAIL, access, each, context)


def mail_departure(access: Grant, today: date, *, administrator: bool) -> None:
    """To the administrators of the place, to the person, and, of an administrator, to the Caf."""
    context = {"person": access.user.get_full_name(), "administrator": administrator}
    to: list[User | Mailbox] = [*_administrators(access, today)]
    if administrator and access.agreement is not None:
        to += [*_caf_administrators(access.agreement.caf, today), *mailbox_of(access.agreement.caf)]
    for each in to:
        _queue(USER_LEFT_MAIL, access, each, {**context, "own": False})
    _queue(USER_LEFT_MAIL, access, access.user, {**context, "own": True})


def _queue(kind: MailKind, access: Grant, to: User | Mailbox, context: dict[str, Any]) -> None:
    agreement = access.agreement
    caf_id = agreement.caf_id if agreement else access.caf_id
    whole = {"agreement": agreement, "place": name_place(access), **context}
    queue_mail(kind, to=to, context=whole, caf_id=caf_id, agreement_id=access.agreement_id)


def _administrators(access: Grant, today: date) -> list[User]:
    if access.agreement is None:
        found = _caf_administrators(access.caf, today) if access.caf else []
    else:
        found = effective_administrators(access.agreement, today)
    return [user for user in found if user.pk != access.user_id]


def _caf_administrators(caf: Caf, today: date) -> list[User]:
    held = Grant.objects.filter(effective_on(today), role=Role.CAF_ADMIN, caf=caf)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def _inviter(access: Grant, today: date) -> list[User]:
    """Who gave the access, where they still have something to do there."""
    caf_id = access.agreement.caf_id if access.agreement else access.caf_id
    there = Q(role=Role.NATIONAL_ADMIN) | Q(caf=caf_id)
    if access.agreement_id:
        there |= Q(agreement=access.agreement_id)
    held = Grant.objects.filter(effective_on(today), there, user=access.given_by_id)
    return list(User.objects.filter(pk__in=held.values("user")))
