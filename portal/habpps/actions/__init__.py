"""The only writers of HABPPS. Each takes the convention's row first, reads again, decides by `rules`, writes."""

from .activities import add_activity, change_activity, close_activity, reopen_activity
from .agreement_changes import NewTerms, change_agreement
from .agreement_ends import close_agreement, delete_agreement
from .agreements import Terms, name_administrator, record_agreement, validate_agreement
from .amendments import Change, cancel_amendment, refuse_amendment, request_amendment
from .assignments import assign_roles
from .care import change_contact, end_sessions, resend_invitation, reset_password, reset_second_factor, unlock
from .closing import close_user, reopen_user
from .departures import depart
from .documents import add_document, withdraw_document
from .endings import change_dates, end_grant
from .enrolments import add_enrolment, end_enrolment
from .exports import record_export
from .granting import Outcome
from .imports import Imported, confirm_import, drop_import, keep_import
from .letters import resend_letter
from .measures import force_password, lift_measure, suspend_agreement, suspend_person, withdraw_delegation
from .official_care import (
    end_official_sessions,
    resend_official_invitation,
    reset_official_factor,
    reset_official_password,
    unlock_official,
)
from .official_ends import end_official
from .officials import name_agent, name_official, reopen_official
from .partner_types import create_partner_type, rename_partner_type
from .partners import change_partner, close_partner, register_partner, reopen_partner
from .people import Identity
from .selection import add_selection_to_group, close_selection, leave_groups, resend_invitations
from .signing import Signature, sign_amendment
from .sites import add_site, change_site, close_site, reopen_site
from .users import add_to_group, create_user

__all__ = [
    "Change",
    "Identity",
    "Imported",
    "NewTerms",
    "Outcome",
    "Signature",
    "Terms",
    "add_activity",
    "add_document",
    "add_enrolment",
    "add_selection_to_group",
    "add_site",
    "add_to_group",
    "assign_roles",
    "cancel_amendment",
    "change_activity",
    "change_agreement",
    "change_contact",
    "change_dates",
    "change_partner",
    "change_site",
    "close_activity",
    "close_agreement",
    "close_partner",
    "close_selection",
    "close_site",
    "close_user",
    "confirm_import",
    "create_partner_type",
    "create_user",
    "delete_agreement",
    "depart",
    "drop_import",
    "end_enrolment",
    "end_grant",
    "end_official",
    "end_official_sessions",
    "end_sessions",
    "force_password",
    "keep_import",
    "leave_groups",
    "lift_measure",
    "name_administrator",
    "name_agent",
    "name_official",
    "record_agreement",
    "record_export",
    "refuse_amendment",
    "register_partner",
    "rename_partner_type",
    "reopen_activity",
    "reopen_official",
    "reopen_partner",
    "reopen_site",
    "reopen_user",
    "request_amendment",
    "resend_invitation",
    "resend_invitations",
    "resend_letter",
    "resend_official_invitation",
    "reset_official_factor",
    "reset_official_password",
    "reset_password",
    "reset_second_factor",
    "sign_amendment",
    "suspend_agreement",
    "suspend_person",
    "unlock",
    "unlock_official",
    "validate_agreement",
    "withdraw_delegation",
    "withdraw_document",
]
