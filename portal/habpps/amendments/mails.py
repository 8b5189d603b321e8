"""The mails about an avenant: to both administrators, who leaves, who comes, and the mailbox that the Caf names."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import ABOUT
from portal.habpps.grants.mails import Mailbox, mailbox_of
from portal.habpps.invitations.actions import Invited
from portal.habpps.models import Agreement, Amendment
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import administrators
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.shown import shown_person
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail


def announce_request(amendment: Amendment, actor: Actor) -> None:
    _queue(AMENDMENT_REQUESTED_MAIL, amendment, actor, _administrators(amendment, actor, other_than=actor.user.pk))


def announce_end(amendment: Amendment, actor: Actor) -> None:
    """Refused by the Caf, or cancelled by who asked."""
    _queue(AMENDMENT_ENDED_MAIL, amendment, actor, _administrators(amendment, actor, other_than=actor.user.pk))


def announce_signature(amendment: Amendment, actor: Actor, arrived: Invited | None, day: date) -> None:
    """Whoever arrives by an invitation reads in it what they become, and from which day."""
    leaving = [amendment.leaving.user] if amendment.leaving else []
    named = {user.pk: user for user in (*leaving, *([arrived.user] if arrived else []))}
    others = [user for user in _administrators(amendment, actor) if user.pk not in named]
    for user in named.values():
        if arrived is not None and user == arrived.user and arrived.must_answer:
            continue
        line = "leaves" if user in leaving else "arrives"
        _queue(AMENDMENT_SIGNED_MAIL, amendment, actor, [user], mailbox=False, line=line, day=day)
    _queue(AMENDMENT_SIGNED_MAIL, amendment, actor, others, line="", day=day)


def _administrators(amendment: Amendment, actor: Actor, other_than: int = 0) -> list[User]:
    ids = administrators(amendment.agreement, actor.today) - {other_than}
    return list(User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "id"))


def _queue(
    kind: MailKind, amendment: Amendment, actor: Actor, people: list[User], *, mailbox: bool = True, **more: object
) -> None:
    agreement = Agreement.objects.select_related("partner", "caf").get(pk=amendment.agreement_id)
    context = {
        "amendment": amendment,
        "agreement": agreement,
        "partner": partner_in_mails(agreement),
        "caf": agreement.caf,
        "by": actor.user.get_full_name(),
        "leaving": shown_person(amendment.leaving).full_name if amendment.leaving else "",
        "arriving": f"{amendment.first_name} {amendment.last_name}".strip(),
        **more,
    }
    to: list[User | Mailbox] = [*people, *(mailbox_of(agreement.caf) if mailbox else [])]
    for each in to:
        queue_mail(kind, to=each, context=context, caf_id=agreement.caf_id, agreement_id=agreement.pk)


def _example() -> dict[str, Any]:
    amendment = {"public_id": "2345678abcde", "number": 1, "effective_on": date(2026, 2, 1), "state": "REFUSED"}
    amendment |= {"decision_reason": "La date d'effet est à revoir.", "keeps_access": False}
    names = {"by": "Dominique Exemple", "leaving": "Dominique Exemple", "arriving": "Camille Exemple"}
    return {**ABOUT, **names, "amendment": amendment, "line": "", "day": date(2026, 2, 1)}


AMENDMENT_REQUESTED_MAIL = MailKind(
    "habpps/amendment_requested", "Avenant demandé : changement d'administrateur", _example
)
AMENDMENT_SIGNED_MAIL = MailKind("habpps/amendment_signed", "Avenant signé", _example)
AMENDMENT_ENDED_MAIL = MailKind("habpps/amendment_ended", "Avenant refusé ou annulé", _example)

declare_mails(AMENDMENT_REQUESTED_MAIL, AMENDMENT_SIGNED_MAIL, AMENDMENT_ENDED_MAIL)
