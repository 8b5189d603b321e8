"""Where declarations lie; see `habpps.rights.scopes`."""

from portal.afas.models import Declaration, DeclarationPart
from portal.habpps.rights.scopes import register

register(
    Declaration,
    caf="caf_id",
    agreement="activity__agreement_id",
    activity="activity_id",
    site="activity__sites",
)
register(
    DeclarationPart,
    caf="declaration__caf_id",
    agreement="declaration__activity__agreement_id",
    activity="declaration__activity_id",
    site="declaration__activity__sites",
)
