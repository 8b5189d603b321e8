from datetime import timedelta

from portal.base.jobs import Job, declare

from .actions.reminders import remind_of_rights

declare(
    Job("remind_of_rights", timedelta(days=1), remind_of_rights, "Rappel des droits qui prennent fin sous 15 jours")
)
