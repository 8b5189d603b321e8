from datetime import timedelta

from portal.base.jobs import Job, declare_jobs
from portal.habpps.invitations.actions import delete_useless_invitations

from .actions import drop_old_imports


def forget_typed_names() -> int:
    return drop_old_imports() + delete_useless_invitations()


declare_jobs(
    Job(
        "forget_typed_names",
        timedelta(days=1),
        forget_typed_names,
        "Effacement des fichiers et des invitations sans objet",
    )
)
