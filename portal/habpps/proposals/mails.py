"""The mails about a proposal: to the lead Caf's mailbox, then back to who proposed and to their Caf's."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import CAF
from portal.habpps.grants.mails import Mailbox
from portal.habpps.models import Caf, Proposal
from portal.habpps.partners.mails import SHARED_PARTNER, readers_at
from portal.habpps.partners.wording import title_of
from portal.habpps.rights.actor import Actor
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

from .queries import ShownChange, read_changes


def announce_proposal(proposal: Proposal) -> None:
    lead = proposal.partner.lead_caf
    if lead is not None:
        _queue(PROPOSAL_MADE_MAIL, proposal, lead, proposal.proposed_by, list(readers_at(lead)))


def announce_answer(proposal: Proposal, actor: Actor) -> None:
    """Accepted or refused: to the person who proposed, if they can still sign in, and to their Caf."""
    author = proposal.proposed_by
    to: list[User | Mailbox] = [author] if author.state == User.State.ACTIVE else []
    to += [each for each in readers_at(proposal.caf) if each.pk != author.pk]
    _queue(PROPOSAL_ANSWERED_MAIL, proposal, proposal.caf, actor.user, to)


def announce_cancellation(proposal: Proposal, actor: Actor) -> None:
    lead = proposal.partner.lead_caf
    if lead is not None:
        _queue(PROPOSAL_CANCELLED_MAIL, proposal, lead, actor.user, list(readers_at(lead)))


def _queue(kind: MailKind, proposal: Proposal, reads: Caf, by: User, to: list[User | Mailbox]) -> None:
    """`reads`: the Caf whose people read it, and that supervises it."""
    context = {
        "proposal": proposal,
        "partner": proposal.partner,
        "lead": proposal.partner.lead_caf,
        "caf": proposal.caf,
        "by": by.get_full_name(),
        "what": title_of(proposal),
        "changes": read_changes(proposal),
    }
    for each in to:
        queue_mail(kind, to=each, context=context, caf_id=reads.pk)


def _example() -> dict[str, Any]:
    proposal = {"public_id": "2345678abcde", "state": "REFUSED", "reason": "Le siège a déménagé en septembre."}
    proposal |= {"decision_reason": "Le déménagement est annoncé pour janvier seulement."}
    return {
        "proposal": proposal,
        "partner": SHARED_PARTNER,
        "lead": CAF,
        "caf": {"name": "Caf du Nord"},
        "by": "Dominique Exemple",
        "what": "modifier la fiche de l'organisme",
        "changes": [ShownChange("adresse", "1 rue des Écoles", "4 place du Marché", "")],
    }


PROPOSAL_MADE_MAIL = MailKind("habpps/proposal_made", "Proposition d'une autre Caf pour un organisme", _example)
PROPOSAL_ANSWERED_MAIL = MailKind("habpps/proposal_answered", "Réponse de la Caf pilote à une proposition", _example)
PROPOSAL_CANCELLED_MAIL = MailKind(
    "habpps/proposal_cancelled", "Proposition annulée par la Caf qui l'a faite", _example
)

declare_mails(PROPOSAL_MADE_MAIL, PROPOSAL_ANSWERED_MAIL, PROPOSAL_CANCELLED_MAIL)
