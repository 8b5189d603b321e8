from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .actions import remind_of_invitations

declare_jobs(
    Job("remind_of_invitations", timedelta(hours=1), remind_of_invitations, "Invitations restées sans réponse")
)
