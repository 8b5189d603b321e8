from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .actions import send_due_links

declare_jobs(
    Job("send_invitation_links", timedelta(hours=1), send_due_links, "Invitations dont l'accès ouvre aujourd'hui")
)
