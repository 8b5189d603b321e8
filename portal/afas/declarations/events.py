"""What the journal keeps of declarations. Reasons and figures stay with the declaration itself."""

from portal.afas.models import Event
from portal.journal.kinds import BUSINESS, EventKind, declare_events


def _kind(name: str, sentence: str, *facts: str) -> EventKind:
    """A sentence about one declaration names it where it says « {declared} {campaign} »."""
    return EventKind(name, BUSINESS, sentence, (*facts, "declared", "campaign"))


PART_ENTERED = _kind("afas.part_entered", "a saisi des {part} {declared} {campaign}", "part")
"""Once for each person who begins, not for each autosave; the history does not say it."""

HANDLER_LEFT = _kind(
    "afas.handler_left",
    "a remis dans la liste commune la version {version} de la déclaration {declared} {campaign} :"
    " {handler} ne traite plus les déclarations de cette Caf",
    *("version", "handler"),
)
"""What came back corrected, and whose case worker has left: the portal's own act."""

HISTORY = {
    Event.Kind.PROVIDED: _kind("afas.part_provided", "a fourni les {part} {declared} {campaign}", "part"),
    Event.Kind.REOPENED: _kind("afas.part_reopened", "a repris en saisie les {part} {declared} {campaign}", "part"),
    Event.Kind.SENT_BACK: _kind(
        "afas.part_sent_back", "a renvoyé à la saisie les {part} {declared} {campaign}", "part"
    ),
    Event.Kind.TAKEN: _kind(
        "afas.taken", "a pris en charge la version {version} de la déclaration {declared} {campaign}", "version"
    ),
    Event.Kind.VALIDATED: _kind(
        "afas.validated", "a validé la version {version} de la déclaration {declared} {campaign}", "version"
    ),
    Event.Kind.TRANSMITTED: _kind(
        "afas.transmitted",
        "a transmis à la Caf la version {version} de la déclaration {declared} {campaign},"
        " accusé {receipt_number}, empreinte {sha256}",
        *("version", "receipt_number", "sha256"),
    ),
    Event.Kind.RETURNED: _kind(
        "afas.returned",
        "a retourné pour correction la version {version} de la déclaration {declared} {campaign} : {parts}",
        *("version", "parts"),
    ),
    Event.Kind.OPENED: _kind(
        "afas.declaration_opened",
        "a ouvert la déclaration {declared} {campaign}, due le {due_on} au plus tard",
        "due_on",
    ),
    Event.Kind.WAIVED: _kind("afas.declaration_waived", "a dit sans objet la déclaration {declared} {campaign}"),
    Event.Kind.RESTORED: _kind("afas.declaration_restored", "a rétabli la déclaration {declared} {campaign}"),
}
"""What the journal says beside each line of a declaration's history."""

declare_events(PART_ENTERED, HANDLER_LEFT, *HISTORY.values())
