from datetime import timedelta

from portal.base import clock
from portal.base.jobs import Job, declare_jobs

from .actions import open_due_declarations


def _open() -> int:
    return len(open_due_declarations(clock.today()))


declare_jobs(Job("open_campaigns", timedelta(days=1), _open, "Ouverture des campagnes et des déclarations"))
