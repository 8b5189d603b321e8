from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .purging import purge_security_events
from .sealing import seal_journal

declare_jobs(
    Job("seal_journal", timedelta(hours=1), seal_journal, "Scellement du journal", holds="journal"),
    Job(
        "purge_security", timedelta(days=1), purge_security_events, "Purge du journal de sécurité de plus de douze mois"
    ),
)
