from datetime import timedelta

from portal.base.jobs import Job, declare

from .actions.imports import drop_old_imports
from .actions.people import forget_invitations
from .actions.reminders import remind_of_agreements, remind_of_invitations, remind_of_rights


def _forget() -> int:
    return drop_old_imports() + forget_invitations()


DAY = timedelta(days=1)

declare(
    Job("forget_typed_names", DAY, _forget, "Effacement des fichiers et des invitations sans objet"),
    Job("remind_of_rights", DAY, remind_of_rights, "Rappel des droits qui prennent fin sous 15 jours"),
    Job("remind_of_agreements", DAY, remind_of_agreements, "Rappel des conventions qui prennent fin"),
    Job("remind_of_invitations", timedelta(hours=1), remind_of_invitations, "Invitations restées sans réponse"),
)
