"""The only writers of HABPPS. Each takes the convention's row first, reads again, decides by `rules`, writes."""

from .agreements import Terms, close_agreement, name_administrator, record_agreement, validate_agreement
from .assignments import assign_roles
from .documents import add_document, withdraw_document
from .endings import change_dates, end_grant
from .exports import record_export
from .granting import Outcome
from .measures import force_password, lift_measure, suspend_agreement, suspend_person, withdraw_delegation
from .officials import name_official
from .partners import add_activity, add_site, register_partner
from .people import Identity
from .users import add_to_group, change_contact, create_user, end_sessions, reset_password

__all__ = [
    "Identity",
    "Outcome",
    "Terms",
    "add_activity",
    "add_document",
    "add_site",
    "add_to_group",
    "assign_roles",
    "change_contact",
    "change_dates",
    "close_agreement",
    "create_user",
    "end_grant",
    "end_sessions",
    "force_password",
    "lift_measure",
    "name_administrator",
    "name_official",
    "record_agreement",
    "record_export",
    "register_partner",
    "reset_password",
    "suspend_agreement",
    "suspend_person",
    "validate_agreement",
    "withdraw_delegation",
    "withdraw_document",
]
