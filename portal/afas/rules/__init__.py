"""Who may do what with a declaration, by role over the activity, state and dates: pure decisions.

A refusal carries a French reason. The declaration's parts, campaign and activity are read from memory where the
caller has loaded them (`actions.locking`, `queries.board`).
"""

from .approving import approval_warning, has_entered_data, may_send_back_part, may_transmit
from .entering import may_provide_part, may_reopen_part, may_save_part
from .handling import may_return, may_take, may_validate
from .locks import closed_reason, held_by_caf, is_late, lock_reason, not_open_yet
from .roles import APPROVE, ENTER, HANDLE, holds
from .transitions import may_become, part_may_become, part_of, state_by_parts

__all__ = [
    "APPROVE",
    "ENTER",
    "HANDLE",
    "approval_warning",
    "closed_reason",
    "has_entered_data",
    "held_by_caf",
    "holds",
    "is_late",
    "lock_reason",
    "may_become",
    "may_provide_part",
    "may_reopen_part",
    "may_return",
    "may_save_part",
    "may_send_back_part",
    "may_take",
    "may_transmit",
    "may_validate",
    "not_open_yet",
    "part_may_become",
    "part_of",
    "state_by_parts",
]
