"""The only code that writes messages.

The queue is django-post-office's table. Its own `mail.send` renders its input as a template, which would let a typed name
run template code: rows are written here instead, from final text.
"""

import re
from email.utils import make_msgid
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email

from portal.base import clock
from portal.base.batches import write_row
from portal.base.french import typeset

from .kinds import MailKind
from .models import Letter

SUBJECT_PREFIX = typeset("Objet : ")
BREAKABLE = re.compile(
    r"[^\S\u00a0\u202f]+"
)  # all white space but no-break spaces: a line break in a typed name would begin another header


class Recipient(Protocol):
    @property
    def pk(self) -> int: ...

    @property
    def email(self) -> str: ...

    def get_full_name(self) -> str: ...


def render_mail(kind: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a message. The text template's first line is « Objet : … »; every message ends
    with the same signature."""
    context = {"instance": settings.INSTANCE, "origin": settings.PORTAL_ORIGIN, "link": "", **context}
    text, signature = render_to_string(f"mail/{kind}.txt", context), render_to_string("mail/signature.txt", context)
    first, _, body = text.lstrip().partition("\n")
    if not first.startswith(SUBJECT_PREFIX):
        raise ValueError(f"mail/{kind}.txt does not begin with « {SUBJECT_PREFIX.strip()} »")
    subject = BREAKABLE.sub(" ", first.removeprefix(SUBJECT_PREFIX)).strip()
    html = render_to_string(f"mail/{kind}.html", {**context, "subject": subject})
    return subject, f"{body.strip()}\n\n{signature.strip()}\n", html


def queue_mail(
    kind: MailKind,
    *,
    to: Recipient,
    context: dict[str, Any],
    caf_id: int | None = None,
    agreement_id: int | None = None,
    address: str = "",
    once: str = "",
) -> Letter | None:
    """Write the message of a declared kind to a person in the caller's transaction; with the others of a block of
    `batch_rows`.

    `address`: in place of the account's (confirmation of a new one). `once`: the key of a reminder, which is written a
    single time; returns None if it was already. Raises `RuntimeError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind.name}: a message is written in the transaction of its change")
    if once and Letter.objects.filter(once=once).exists():
        return None
    subject, text, html = render_mail(kind.name, {"recipient": to, **context})
    email = Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address or to.email],
        subject=subject[:900],
        message=text,
        html_message=html,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        message_id=make_msgid(domain=settings.PORTAL_ORIGIN.split("//")[-1].split(":")[0]),
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter = Letter(
        kind=kind.name,
        recipient_id=to.pk,
        caf_id=caf_id,
        agreement_id=agreement_id,
        queued_at=clock.now(),
        email=email,
        once=once,
    )
    if once:
        email.save()
        letter.save()  # now: the next reminder looks for it
    else:
        write_row(email)
        write_row(letter)
    return letter
