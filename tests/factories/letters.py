"""Messages in the queue, as the worker left them.

letter(user, agreement, "habpps/right_given", status=STATUS.failed, failure="SMTPRecipientsRefused")
"""

import re
from typing import Any

from django.db import transaction
from post_office.models import STATUS, Email, Log

from portal.habpps.models import Agreement
from portal.mail.kinds import REGISTRY
from portal.mail.models import Letter
from portal.mail.outbox import queue_mail


def letter(
    to: Any, agreement: Agreement, kind: str, *, status: int = STATUS.sent, failure: str = "", code: int = 550
) -> Letter:
    """A message about a convention, with its kind's example as text. `failure`: the class of the transport's error."""
    with transaction.atomic():
        made = queue_mail(
            REGISTRY[kind], to=to, context=REGISTRY[kind].example(), caf_id=agreement.caf_id, agreement_id=agreement.pk
        )
    assert made is not None
    Email.objects.filter(pk=made.email_id).update(status=status)
    if failure:
        Log.objects.create(
            email_id=made.email_id,
            status=STATUS.failed,
            exception_type=failure,
            message=f"{{'{to.email}': ({code}, b'unknown')}}",
        )
    return Letter.objects.get(pk=made.pk)


def token_in(letter: Letter) -> str:
    """The secret of the link that a message holds."""
    found = re.search(r"https?://\S+/([\w-]{20,})", letter.email.message)
    assert found is not None, "no link"
    return found[1]
