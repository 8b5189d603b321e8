"""The mails about an organisation that several Cafs share: to the mailboxes that these Cafs name."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import CAF
from portal.habpps.grants.mails import Mailbox, mailbox_of
from portal.habpps.models import Caf, Partner
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import caf_administrators
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

SHARED_PARTNER = {"name": "Association Les Tilleuls", "public_id": "2345678abcde", "lead_caf": CAF}


def readers_at(caf: Caf) -> list[User | Mailbox]:
    """Who reads for a Caf: its mailbox, or, where it names none, its administrators."""
    if box := mailbox_of(caf):
        return list(box)
    return list(User.objects.filter(pk__in=caf_administrators(caf.pk).values("user")).order_by("pk"))


def announce_lead(partner: Partner, actor: Actor, *, was: Caf | None, taken: bool, reason: str) -> None:
    """To the Caf that leads now, and to the one that did. `taken`: by the first, not handed over by the second."""
    context = {
        "partner": partner,
        "caf": partner.lead_caf,
        "was": was,
        "taken": taken,
        "by": actor.user.get_full_name(),
        "reason": reason,
    }
    for caf in filter(None, (partner.lead_caf, was)):
        for each in readers_at(caf):
            queue_mail(LEAD_CHANGED_MAIL, to=each, context={**context, "own": caf == partner.lead_caf}, caf_id=caf.pk)


def _example() -> dict[str, Any]:
    told = {"by": "Dominique Exemple", "reason": "Le siège de l'association a déménagé.", "own": True, "taken": False}
    return {"partner": SHARED_PARTNER, "caf": CAF, "was": {"name": "Caf du Nord"}, **told}


LEAD_CHANGED_MAIL = MailKind("habpps/lead_changed", "Changement de la Caf pilote d'un organisme", _example)

declare_mails(LEAD_CHANGED_MAIL)
