from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import Field

from .discovery import load_everywhere
from .folding import FoldedContains, create_sqlite_function


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "base"

    def ready(self) -> None:
        """Load every room's `jobs`, and register the lookup `__folded_contains`."""
        Field.register_lookup(FoldedContains)
        connection_created.connect(create_sqlite_function, dispatch_uid="portal.base.folding")
        load_everywhere("jobs")
