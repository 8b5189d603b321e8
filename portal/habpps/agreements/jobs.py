from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .actions.reminders import remind_of_agreements

declare_jobs(
    Job("remind_of_agreements", timedelta(days=1), remind_of_agreements, "Rappel des conventions qui prennent fin")
)
