import logging
from datetime import timedelta

from portal.base import clock
from portal.base.jobs import Job, declare_jobs
from portal.catalogue.current import get_catalogue
from portal.catalogue.errors import MissingEditionError
from portal.catalogue.upcoming import list_missing_editions

from .actions import open_due_declarations

logger = logging.getLogger(__name__)


def _open() -> int:
    return len(open_due_declarations(clock.today()))


def _watch_editions() -> int:
    """Fails as long as an edition is missing, so that the exit code of the jobs goes on saying so."""
    missing = list_missing_editions(get_catalogue(), clock.today())
    for each in missing:
        logger.error("catalogue: %s", each)
    if missing:
        raise MissingEditionError(", ".join(f"{each.activity_type.code} {each.year}" for each in missing))
    return 0


declare_jobs(
    Job("open_campaigns", timedelta(days=1), _open, "Ouverture des campagnes et des déclarations"),
    Job("watch_editions", timedelta(days=1), _watch_editions, "Éditions du catalogue à prévoir"),
)
