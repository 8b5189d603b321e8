"""The only writers of accounts, links, tries and sessions.

Each locks the person's row first: everything that happens to one account happens one thing at a time.
`actor` is the `User` who acts; where somebody acts on their own account there is none.
"""

from .addresses import confirm_email, request_email_change
from .creation import activate, begin_again, create_account, reissue_activation
from .details import change_details, export_personal_data
from .factors import (
    add_passkey,
    add_totp,
    present_code,
    present_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from .passwords import (
    change_password,
    choose_password,
    confirm_password,
    force_password_change,
    request_reset,
    reset_password,
    send_reset,
    spare_password_change,
)
from .retention import anonymise, close_never_activated, give_dormant_notice
from .signing import (
    end_other_sessions,
    end_session,
    end_sessions,
    forgive,
    note_failure,
    note_sign_in,
    note_sign_out,
    reserve_try,
    unlock,
)
from .states import close, reopen, suspend

__all__ = [
    "activate",
    "add_passkey",
    "add_totp",
    "anonymise",
    "begin_again",
    "change_details",
    "change_password",
    "choose_password",
    "close",
    "close_never_activated",
    "confirm_email",
    "confirm_password",
    "create_account",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "export_personal_data",
    "force_password_change",
    "forgive",
    "give_dormant_notice",
    "note_failure",
    "note_sign_in",
    "note_sign_out",
    "present_code",
    "present_passkey",
    "reissue_activation",
    "remove_factor",
    "renew_recovery_codes",
    "reopen",
    "request_email_change",
    "request_reset",
    "reserve_try",
    "reset_password",
    "reset_second_factor",
    "send_reset",
    "spare_password_change",
    "suspend",
    "unlock",
]
