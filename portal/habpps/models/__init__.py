"""Who may do what, as facts: the places, the papers that open them, and the one table of grants."""

from .agreements import AccessGroup, Agreement, Enrolment, Service, ServiceContract
from .grants import Grant
from .invitations import Invitation, UserImport
from .measures import Measure
from .names import NameRequest
from .papers import Amendment, Document, DocumentContent
from .places import Activity, Caf, Partner, PartnerType, Site
from .proposals import Proposal

__all__ = [
    "AccessGroup",
    "Activity",
    "Agreement",
    "Amendment",
    "Caf",
    "Document",
    "DocumentContent",
    "Enrolment",
    "Grant",
    "Invitation",
    "Measure",
    "NameRequest",
    "Partner",
    "PartnerType",
    "Proposal",
    "Service",
    "ServiceContract",
    "Site",
    "UserImport",
]
