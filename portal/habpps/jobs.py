from datetime import timedelta

from portal.base.jobs import Job, declare

from .actions.imports import drop_old_imports
from .actions.people import forget_invitations


def _forget() -> int:
    return drop_old_imports() + forget_invitations()


declare(Job("forget_typed_names", timedelta(days=1), _forget, "Effacement des fichiers et des invitations sans objet"))
