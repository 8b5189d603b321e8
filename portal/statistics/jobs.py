from datetime import timedelta

from portal.base.jobs import Job, declare_jobs

from .refreshing import refresh

declare_jobs(Job("refresh_statistics", timedelta(days=1), refresh, "Calcul des médianes", holds="statistics"))
