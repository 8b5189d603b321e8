from datetime import timedelta

from portal.base.jobs import Job, declare

from .purging import purge_security
from .sealing import seal

declare(
    Job("seal_journal", timedelta(hours=1), seal, "Scellement du journal", holds="journal"),
    Job("purge_security", timedelta(days=1), purge_security, "Purge du journal de sécurité de plus de douze mois"),
)
