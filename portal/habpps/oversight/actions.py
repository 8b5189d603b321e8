"""A message that did not leave, queued once more."""

from __future__ import annotations

from django.db import transaction
from post_office.models import STATUS, Email

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.permissions import RESEND_LETTERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.journal.writer import log_event
from portal.mail.kinds import secret_kinds
from portal.mail.models import Letter

from .events import LETTER_RESENT
from .rules import Way, way_again

NOT_FAILED = "Ce message n'est plus en échec : il est déjà reparti, ou attend son envoi."
NEEDS_LINK = "Ce message contenait un lien : il ne repart pas tel quel. Envoyez un nouveau lien depuis la fiche."
NO_TEXT = "Le texte de ce message n'est plus conservé : il ne peut plus repartir."
CLOSED = "Le compte de cette personne est clôturé : ce message ne repart pas."


@transaction.atomic
def resend_letter(*, actor: Actor, letter: Letter) -> Letter:
    """« Renvoyer »: the same text, to the person's present address, with as many attempts as the first time.

    What held a link or a password never leaves again as it stands. Raises ActionError; Refused.
    """
    require(actor, RESEND_LETTERS, letter)
    letter = Letter.objects.get(pk=letter.pk)
    email = Email.objects.select_for_update().filter(pk=letter.email_id).first()
    if email is None or email.status != STATUS.failed:
        raise ActionError(NOT_FAILED)
    way = way_again(
        kind=letter.kind,
        secret=letter.kind in secret_kinds(),
        failed=True,
        waits=False,
        has_access=True,
        has_text=bool(email.message),
    )
    if way is not Way.AGAIN:
        raise ActionError(NEEDS_LINK if email.message or letter.kind in secret_kinds() else NO_TEXT)
    _queue_again(letter, email)
    log_event(
        LETTER_RESENT,
        actor_id=actor.id,
        caf_id=letter.caf_id,
        agreement_id=letter.agreement_id,
        about=("mail.letter", letter.pk),
        user=letter.recipient_id,
        letter=letter.kind,
    )
    return letter


def _queue_again(letter: Letter, email: Email) -> None:
    user = User.objects.filter(pk=letter.recipient_id).first()
    if user is not None:
        if user.state == User.State.CLOSED:
            raise ActionError(CLOSED)
        email.to = [user.email]
    email.status, email.number_of_retries, email.scheduled_time = STATUS.queued, None, None
    email.last_updated = clock.now()
    email.save(update_fields=["to", "status", "number_of_retries", "scheduled_time", "last_updated"])
