"""The only writers of declarations. Each: lock, read again, decide by rules, write with history, journal and mails."""

from .approving import send_back_part, transmit
from .entering import declare_nil, provide_part, reopen_part, save_part
from .handling import return_for_correction, take, validate
from .opening import open_campaign, open_due_declarations

__all__ = [
    "declare_nil",
    "open_campaign",
    "open_due_declarations",
    "provide_part",
    "reopen_part",
    "return_for_correction",
    "save_part",
    "send_back_part",
    "take",
    "transmit",
    "validate",
]
