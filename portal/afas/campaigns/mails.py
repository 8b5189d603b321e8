"""What a partner is told when its Caf asks for a declaration of the past, says one « sans objet », or restores it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.afas.declarations.queries.people import role_holders
from portal.afas.declarations.wording import campaign_name
from portal.afas.models import Declaration
from portal.base.formats import long_date
from portal.habpps.models import Activity
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.roles import AFAS_ROLES
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail


def mail_opened(actor: Actor, declarations: Sequence[Declaration], due_on: date) -> None:
    """One mail for all those of an activity."""
    _queue(OPENED_MAIL, actor, declarations, due=long_date(due_on))


def mail_waived(actor: Actor, declarations: Sequence[Declaration], reason: str) -> None:
    """One mail for all those of an activity."""
    _queue(WAIVED_MAIL, actor, declarations, reason=reason)


def mail_restored(actor: Actor, declaration: Declaration) -> None:
    due = "" if declaration.version else long_date(declaration.due)
    _queue(RESTORED_MAIL, actor, [declaration], due=due)


def _readers(actor: Actor, activity: Activity) -> list[User]:
    """Who works on the activity; as long as nobody does, those who can give the roles."""
    return role_holders(actor, activity, AFAS_ROLES) or effective_administrators(activity.agreement, actor.today)


def _queue(kind: MailKind, actor: Actor, declarations: Sequence[Declaration], **context: Any) -> None:
    first = declarations[0]
    activity, caf = first.activity, first.caf
    context |= {
        "declarations": [campaign_name(each.campaign) for each in declarations],
        "activity": activity.name,
        "partner": activity.agreement.partner.name,
        "caf": caf,
        "public_id": first.public_id if len(declarations) == 1 else "",
    }
    for person in _readers(actor, activity):
        queue_mail(kind, to=person, context=context, caf_id=caf.pk, agreement_id=activity.agreement_id)


EXAMPLE: dict[str, Any] = {
    "declarations": ["déclaration prévisionnelle 2026", "déclaration réelle 2025"],
    "activity": "Structure Jeunesse",
    "partner": "Association Les Tilleuls",
    "public_id": "",
    "caf": {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230", "address": ""},
}


def _opened_example() -> dict[str, Any]:
    return {**EXAMPLE, "due": "31 décembre 2026"}


def _waived_example() -> dict[str, Any]:
    return {**EXAMPLE, "reason": "L’activité a fermé avant le début de l’exercice."}


def _restored_example() -> dict[str, Any]:
    one = {"declarations": EXAMPLE["declarations"][:1], "public_id": "2345678abcde"}
    return {**EXAMPLE, **one, "due": "31 décembre 2026"}


OPENED_MAIL = MailKind("afas/opened", "Déclarations demandées par la Caf", _opened_example)
WAIVED_MAIL = MailKind("afas/waived", "Déclaration sans objet", _waived_example)
RESTORED_MAIL = MailKind("afas/restored", "Déclaration rétablie par la Caf", _restored_example)

declare_mails(OPENED_MAIL, WAIVED_MAIL, RESTORED_MAIL)
