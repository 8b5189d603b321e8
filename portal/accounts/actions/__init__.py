"""The only writers of accounts, links, tries and sessions.

Each locks the person's row first: everything that happens to one account happens one thing at a time.
`actor` is the `User` who acts; where somebody acts on their own account there is none.
"""

from .addresses import confirm_email, request_email_change
from .creation import activate, create_account, reissue_activation
from .passwords import change_password, choose_password, request_reset, reset_password, send_reset
from .signing import end_session, end_sessions, forgive, note_failure, note_sign_in, note_sign_out, reserve_try, unlock
from .states import close, reopen, suspend

__all__ = [
    "activate",
    "change_password",
    "choose_password",
    "close",
    "confirm_email",
    "create_account",
    "end_session",
    "end_sessions",
    "forgive",
    "note_failure",
    "note_sign_in",
    "note_sign_out",
    "reissue_activation",
    "reopen",
    "request_email_change",
    "request_reset",
    "reserve_try",
    "reset_password",
    "send_reset",
    "suspend",
    "unlock",
]
