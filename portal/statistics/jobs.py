from datetime import timedelta

from portal.base.jobs import Job, declare

from .refreshing import refresh

declare(Job("refresh_statistics", timedelta(days=1), refresh, "Calcul des médianes", holds="statistics"))
