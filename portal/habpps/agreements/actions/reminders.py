"""Conventions that end soon: a mail to their administrators and to the Caf 90 and 30 days before."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.agreements.mails import AGREEMENT_ENDING_MAIL
from portal.habpps.grants.mails import Mailbox, mailbox_of, queue_reminder
from portal.habpps.models import Agreement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import effective_administrators

AGREEMENT_DAYS = (90, 30)


def remind_of_agreements(*, actor: Actor | None = None) -> int:
    """To the administrators and to the Caf's mailbox, 90 and 30 days before a convention ends; how many mails."""
    today = clock.today()
    ending = Agreement.objects.filter(
        state=Agreement.State.VALIDATED, closes_on__range=(today, today + timedelta(days=max(AGREEMENT_DAYS)))
    )
    return sum(
        _remind_of_agreement(actor=actor, agreement=each)
        for each in ending.select_related("partner", "caf").order_by("pk")
    )


@transaction.atomic
def _remind_of_agreement(*, actor: Actor | None, agreement: Agreement) -> int:
    day = agreement.closes_on
    if day is None:
        return 0
    left = (day - clock.today()).days
    step = min(days for days in AGREEMENT_DAYS if left <= days)
    people: list[User | Mailbox] = [*effective_administrators(agreement, clock.today()), *mailbox_of(agreement.caf)]
    return sum(
        queue_reminder(
            AGREEMENT_ENDING_MAIL,
            person,
            agreement,
            f"agreement:{agreement.pk}:{person.pk}:{day}:{step}",
            day,
            {"left": left},
        )
        for person in people
    )
