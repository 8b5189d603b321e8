"""Where the objects of HABPPS lie; see `rights.scopes`."""

from portal.journal.models import Entry
from portal.mail.models import Letter

from .models import AccessGroup, Activity, Agreement, Amendment, Caf, Document, Grant, Measure, Partner, Proposal, Site
from .rights.scopes import register

register(Caf, caf="pk")
register(Partner, caf="cafs", agreement="agreements")
register(Site, caf="partner__cafs", agreement="partner__agreements")
# Every Caf that shares an organisation reads what is proposed of it; the organisation itself does not.
register(Proposal, caf="partner__cafs")
register(Agreement, caf="caf_id", agreement="pk")
register(AccessGroup, caf="enrolment__agreement__caf_id", agreement="enrolment__agreement_id")
register(Document, caf="agreement__caf_id", agreement="agreement_id")
register(Activity, caf="agreement__caf_id", agreement="agreement_id", activity="pk", site="sites")
# The people of a Caf are its own; a partner's grants lie under their convention.
register(Grant, caf="agreement__caf_id", agreement="agreement_id")
register(Measure, caf="agreement__caf_id", agreement="agreement_id")
register(Amendment, caf="agreement__caf_id", agreement="agreement_id")
register(Entry, caf="caf_id", agreement="agreement_id")
register(Letter, caf="caf_id", agreement="agreement_id")
