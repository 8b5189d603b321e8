"""Messages as rows: kind, recipient, state, the reason of a failure in words, and how to send again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Page
from post_office.models import STATUS

from portal.base.formats import moment
from portal.base.urls import reverse
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import RESEND_LETTERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.mail.kinds import secret_kinds
from portal.mail.retries import ABOUT_THE_MESSAGE, UNWRITABLE, is_final
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, Column, Row, States, Table, Text

from ..queries.letters import kind_label, name_cafs
from ..rules import Way, way_again

SENT, FAILED = State("Envoyé", "success"), State("En échec", "danger")
QUEUED, RETRIED = State("En attente d'envoi", "info", "clock"), State("Nouvel essai prévu", "attention", "clock")
FORGOTTEN = State("Trace effacée", "neutral")
STATES = {STATUS.sent: SENT, STATUS.failed: FAILED, STATUS.queued: QUEUED, STATUS.requeued: RETRIED}
NO_ANSWER = "Le serveur de messagerie du portail ne répond pas."
INVALID = "Cette adresse mail ne peut pas être utilisée : corrigez-la."
AGAIN_LATER = "Le serveur du destinataire a demandé de réessayer plus tard."
# By the class of the exception: its own words may hold addresses, and are no French.
REASONS = {
    "SMTPRecipientsRefused": "L'adresse mail est refusée par le serveur du destinataire.",
    "SMTPSenderRefused": "L'adresse d'envoi du portail est refusée.",
    "SMTPDataError": "Le serveur du destinataire a refusé le message.",
    "SMTPAuthenticationError": "Le portail n'a pas pu s'identifier auprès du serveur de messagerie.",
    "SMTPServerDisconnected": NO_ANSWER,
    "SMTPConnectError": NO_ANSWER,
    "ConnectionRefusedError": NO_ANSWER,
    "ConnectionResetError": NO_ANSWER,
    "TimeoutError": NO_ANSWER,
    "gaierror": NO_ANSWER,
    "OSError": NO_ANSWER,
    **dict.fromkeys(UNWRITABLE, INVALID),
}
OTHER = "Le message n'a pas pu partir."
MAILBOX = "Boîte aux lettres de la Caf"
PAGES = {Way.INVITATION: "invitation_resend", Way.RESET: "password_reset"}
LABELS = {
    Way.AGAIN: "Renvoyer",
    Way.INVITATION: "Renvoyer l'invitation",
    Way.RESET: "Envoyer un nouveau lien",
}
COLUMNS = [
    Column("Date", value="at"),
    Column("Destinataire", value="who"),
    Column("Message", value="message"),
    Column("État", value="state"),
    Column("Action"),
]


def who(letter: Any) -> str:
    return f"{letter.first_name} {letter.last_name}" if letter.last_name else MAILBOX


def state_of(letter: Any) -> State:
    return FORGOTTEN if letter.status is None else STATES[letter.status]


def reason_of(letter: Any) -> str:
    """Why it has not left, in French; empty when nothing went wrong, or when it went right since."""
    if letter.status not in (STATUS.failed, STATUS.requeued) or not letter.failure:
        return ""
    if letter.failure in ABOUT_THE_MESSAGE and not is_final(letter.failure, letter.answer):
        return AGAIN_LATER
    return REASONS.get(letter.failure, OTHER)


def way_of(letter: Any) -> Way:
    return way_again(
        kind=letter.kind,
        secret=letter.kind in secret_kinds(),
        failed=letter.status == STATUS.failed,
        waits=letter.waits,
        has_access=letter.access is not None,
        has_text=bool(letter.text),
    )


def letters_table(page: Page, actor: Actor, *, filtered: bool) -> Table:
    return Table(
        caption="Mails",
        columns=COLUMNS,
        rows=[_row(letter, actor) for letter in name_cafs(page, actor)],
        page=page,
        noun=("mail trouvé", "mails trouvés"),
        filtered=filtered,
        exports=True,
        row_header=1,
        empty="Aucun mail n'est encore parti au sujet de vos conventions.",
    )


def exported_rows(found: Iterable[Any], actor: Actor) -> Iterator[dict[str, Any]]:
    for letter in name_cafs(found, actor):
        said = ". ".join(filter(None, (state_of(letter).label, reason_of(letter))))
        yield {
            "at": letter.queued_at,
            "who": with_caf(who(letter), letter.caf),
            "message": kind_label(letter.kind),
            "state": said,
        }


def _row(letter: Any, actor: Actor) -> Row:
    name = who(letter)
    state, reason = state_of(letter), reason_of(letter)
    message = Text(kind_label(letter.kind), note=reason, tone="danger" if state is FAILED else "")
    action = _again(letter, name) if is_allowed(actor, RESEND_LETTERS, letter) else None
    cells = [
        moment(letter.queued_at),
        Text(name, note=letter.caf),
        message,
        States([state]),
        Actions(next=action, about=name),
    ]
    return Row(cells, name=f"{kind_label(letter.kind)}, {name}")


def _again(letter: Any, name: str) -> Action | None:
    way = way_of(letter)
    if way is Way.NONE:
        return None
    if way is Way.AGAIN:
        return Action(LABELS[way], reverse("habpps:letter_resend", args=[letter.public_id]), about=name)
    return Action(LABELS[way], reverse(f"habpps:{PAGES[way]}", args=[letter.access]), about=name)
