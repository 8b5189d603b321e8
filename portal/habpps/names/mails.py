"""The mails about a change of name, and about a new e-mail address of somebody who administers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import ABOUT
from portal.habpps.grants.mails import Mailbox, mailbox_of
from portal.habpps.models import Agreement, Caf, NameRequest
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

from .queries import seats_at
from .rules import Desk, Holding


@dataclass(frozen=True)
class Told:
    """Who is told, about which place (in words), and where the message lies."""

    to: User | Mailbox
    place: str
    caf_id: int | None = None
    agreement_id: int | None = None


def mail_asked(request: NameRequest, people: Iterable[User]) -> None:
    """To those who are asked to decide."""
    context = {"request": request, "person": request.user}
    for each in people:
        queue_mail(NAME_ASKED_MAIL, to=each, context=context)


def mail_decided(request: NameRequest, actor: Actor) -> None:
    """To who asked."""
    context = {"request": request, "by": actor.user.get_full_name(), "accepted": request.state == "ACCEPTED"}
    queue_mail(NAME_DECIDED_MAIL, to=request.user, context=context)


def mail_accepted(request: NameRequest, actor: Actor, *, former: str, holdings: Collection[Holding]) -> None:
    """To who administers with the person or over them, and to the Cafs; not to who has just decided."""
    about = {"request": request, "person": request.user, "former": former, "by": actor.user.get_full_name()}
    for told in _who_administers(holdings, actor.today, {actor.user.pk, request.user_id}):
        _queue(NAME_CHANGED_MAIL, told, about)


def mail_email_changed(user: User, former: str, holdings: Collection[Holding], today: date) -> None:
    about = {"person": user, "former": former, "email": user.email}
    for told in _who_administers(holdings, today, {user.pk}):
        _queue(ADMINISTRATOR_EMAIL_MAIL, told, about)


def _queue(kind: MailKind, told: Told, about: dict[str, Any]) -> None:
    context = {**about, "place": told.place}
    queue_mail(kind, to=told.to, context=context, caf_id=told.caf_id, agreement_id=told.agreement_id)


def _who_administers(holdings: Collection[Holding], today: date, but: Collection[int]) -> Iterator[Told]:
    """Those who administer these places today, and the mailboxes of the Cafs of conventions, each once."""
    keys = {each.agreement_id for each in holdings if each.agreement_id}
    cafs = {each.caf_id for each in holdings if each.caf_id and not each.agreement_id}
    seats = seats_at([Desk(agreements=frozenset(keys)), *(Desk(caf_id=each) for each in cafs)], today)
    people = {each.pk: each for each in User.objects.filter(pk__in=seats.keys() - set(but)).order_by("pk")}
    written: set[int] = set()  # Cafs whose mailbox has its message

    def take(role: Role, caf_id: int | None = None, agreement_id: int | None = None) -> list[User]:
        place = (caf_id, agreement_id)
        sitting = [key for key in people if any(each.role == role and each.place == place for each in seats[key])]
        return [people.pop(key) for key in sitting]

    for agreement in Agreement.objects.filter(pk__in=keys).select_related("caf", "partner").order_by("pk"):
        place = f"la convention «\u00a0{agreement.label}\u00a0» ({agreement.partner.name})"
        everybody: list[User | Mailbox] = [*take(Role.PARTNER_ADMIN, agreement.caf_id, agreement.pk)]
        if agreement.caf_id not in written:
            everybody += mailbox_of(agreement.caf)
            written.add(agreement.caf_id)
        for to in everybody:
            yield Told(to, place, agreement.caf_id, agreement.pk)
    for caf in Caf.objects.filter(pk__in=cafs).order_by("pk"):
        for user in take(Role.CAF_ADMIN, caf.pk):
            yield Told(user, f"la {caf.name}", caf.pk)
    if any(each.role == Role.NATIONAL_ADMIN for each in holdings):
        for user in take(Role.NATIONAL_ADMIN):
            yield Told(user, "le niveau national")


def _example(**more: Any) -> dict[str, Any]:
    request = {"public_id": "2345678abcde", "first_name": "Alix", "last_name": "Nouveau", "reason": "Mariage"}
    request["decision_reason"] = "L'orthographe diffère de celle de votre pièce d'identité."
    person = {"username": "ab1234567", "first_name": "Alix", "last_name": "Exemple"}
    place = "la convention «\u00a0Convention Structure Jeunesse\u00a0» (Association Les Tilleuls)"
    return {**ABOUT, "request": request, "person": person, "place": place, "by": "Dominique Exemple", **more}


NAME_ASKED_MAIL = MailKind("habpps/name_asked", "Changement de nom à décider", _example)
NAME_DECIDED_MAIL = MailKind(
    "habpps/name_decided", "Changement de nom accepté ou refusé", lambda: _example(accepted=False)
)
NAME_CHANGED_MAIL = MailKind(
    "habpps/name_changed", "Une personne a changé de nom", lambda: _example(former="Alix Exemple")
)
ADMINISTRATOR_EMAIL_MAIL = MailKind(
    "habpps/administrator_email",
    "Adresse mail changée par un administrateur ou un agent",
    lambda: _example(former="ancienne@exemple.fr", email="nouvelle@exemple.fr"),
)

declare_mails(NAME_ASKED_MAIL, NAME_DECIDED_MAIL, NAME_CHANGED_MAIL, ADMINISTRATOR_EMAIL_MAIL)
