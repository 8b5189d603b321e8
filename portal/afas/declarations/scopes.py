"""Where declarations lie; see `habpps.rights.scopes`."""

from portal.afas.models import Declaration
from portal.habpps.rights.scopes import register

register(
    Declaration,
    caf="caf_id",
    agreement="activity__agreement_id",
    activity="activity_id",
    site="activity__sites",
)
