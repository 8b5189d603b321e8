"""The mails of a declaration, queued in the transaction of what they report.

No mail tells the Caf that it has received a declaration: it is in its inbox. One tells the case worker who returned a
declaration that it has come back.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.afas.models import Declaration, PartKind, Transmission
from portal.base.formats import moment, until_day
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

from .queries.people import role_holders
from .rules import PROVIDER_ROLE, is_barred_from_approving
from .wording import campaign_name


def mail_to_approve(actor: Actor, declaration: Declaration) -> None:
    """To the approvers who may transmit it: both parts are provided."""
    holders = role_holders(actor, declaration.activity, [Role.APPROVER])
    people = [user for user in holders if not is_barred_from_approving(user.pk, declaration)]
    _queue(TO_APPROVE_MAIL, declaration, _others(actor, people), due=until_day(declaration.due))


def mail_sent_back(actor: Actor, declaration: Declaration, kind: str, reason: str) -> None:
    """To the providers of the part to correct."""
    people = role_holders(actor, declaration.activity, [PROVIDER_ROLE[PartKind(kind)]])
    _queue(SENT_BACK_MAIL, declaration, _others(actor, people), reason=reason, parts=_labels([kind]))


def mail_receipt(actor: Actor, declaration: Declaration, transmission: Transmission) -> None:
    """To the person who transmitted, and to those who provided the data and still work on the activity."""
    provided = {part.provided_by_id for part in declaration.parts_by_kind.values()}
    people = [user for user in role_holders(actor, declaration.activity, AFAS_ROLES) if user.pk in provided]
    _queue(
        RECEIPT_MAIL,
        declaration,
        [actor.user, *_others(actor, people)],
        receipt_number=transmission.receipt_number,
        version=transmission.version,
        sha256=transmission.sha256,
        moment=moment(transmission.transmitted_at),
        sender=actor.user.get_full_name(),
    )


def mail_returned(actor: Actor, declaration: Declaration, kinds: list[str], reason: str) -> None:
    """To the providers of the parts to correct, and to the approvers."""
    roles = [Role.APPROVER, *(PROVIDER_ROLE[PartKind(kind)] for kind in kinds)]
    people = role_holders(actor, declaration.activity, roles)
    _queue(RETURNED_MAIL, declaration, people, reason=reason, parts=_labels(kinds))


def mail_came_back(actor: Actor, handler: User, declaration: Declaration, transmission: Transmission) -> None:
    """To the case worker who returned it, and who has it in hand again."""
    _queue(
        CAME_BACK_MAIL,
        declaration,
        [handler],
        version=transmission.version,
        moment=moment(transmission.transmitted_at),
        sender=actor.user.get_full_name(),
    )


def mail_validated(actor: Actor, declaration: Declaration) -> None:
    """To everybody who holds a role over the activity."""
    _queue(VALIDATED_MAIL, declaration, role_holders(actor, declaration.activity, AFAS_ROLES))


def _others(actor: Actor, people: Iterable[User]) -> list[User]:
    """The actor needs no mail about their own act."""
    return [user for user in people if user.pk != actor.id]


def _labels(kinds: Iterable[str]) -> str:
    return " et ".join(f"les {PartKind(kind).label.lower()}" for kind in kinds)


def _queue(kind: MailKind, declaration: Declaration, people: Iterable[User], **context: Any) -> None:
    common = {
        "campaign": campaign_name(declaration.campaign),
        "activity": declaration.activity.name,
        "partner": partner_in_mails(declaration.activity.agreement).name,
        "caf": declaration.caf,
        "public_id": declaration.public_id,
    }
    for person in people:
        queue_mail(
            kind,
            to=person,
            context={**common, **context},
            caf_id=declaration.caf_id,
            agreement_id=declaration.activity.agreement_id,
        )


# What the examples of the mails show.
EXAMPLE: dict[str, Any] = {
    "campaign": "déclaration de données réelles 2026",
    "activity": "Structure Jeunesse",
    "partner": "Association Les Tilleuls",
    "public_id": "2345678abcde",
    "caf": {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230", "address": ""},
}


def _example(**more: Any) -> dict[str, Any]:
    return {**EXAMPLE, **more}


def _receipt_example() -> dict[str, Any]:
    sent = {"moment": "12 octobre 2026 à 15 h 04", "sender": "Dominique Exemple", "version": 1}
    return _example(**sent, receipt_number="AR-2026-000123", sha256="0" * 64)


def _returned_example() -> dict[str, Any]:
    return _example(parts="les données financières", reason="Le compte 64 ne correspond pas au budget.")


TO_APPROVE_MAIL = MailKind(
    "afas/to_approve", "Déclaration à approuver", lambda: _example(due=until_day(date(2026, 12, 3)))
)
SENT_BACK_MAIL = MailKind("afas/sent_back", "Données renvoyées à la saisie", _returned_example)
RECEIPT_MAIL = MailKind("afas/receipt", "Accusé de réception d'une déclaration", _receipt_example)
CAME_BACK_MAIL = MailKind(
    "afas/came_back",
    "Déclaration retournée, revenue corrigée",
    lambda: _example(version=2, moment="16 octobre 2026 à 9 h 30", sender="Dominique Exemple"),
)
RETURNED_MAIL = MailKind("afas/returned", "Déclaration retournée par la Caf", _returned_example)
VALIDATED_MAIL = MailKind("afas/validated", "Déclaration validée par la Caf", _example)

declare_mails(TO_APPROVE_MAIL, SENT_BACK_MAIL, RECEIPT_MAIL, CAME_BACK_MAIL, RETURNED_MAIL, VALIDATED_MAIL)
