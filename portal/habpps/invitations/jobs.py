from datetime import timedelta

from portal.base.jobs import Job, declare

from .actions import remind_of_invitations

declare(Job("remind_of_invitations", timedelta(hours=1), remind_of_invitations, "Invitations restées sans réponse"))
