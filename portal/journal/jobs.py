from datetime import timedelta

from portal.base.jobs import Job, declare

from .sealing import seal

declare(Job("seal_journal", timedelta(hours=1), seal, "Scellement du journal", holds="journal"))
