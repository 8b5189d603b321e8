from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .actions.reminders import remind_of_rights

declare_jobs(
    Job("remind_of_rights", timedelta(days=1), remind_of_rights, "Rappel des droits qui prennent fin sous 15 jours")
)
