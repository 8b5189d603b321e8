from importlib import import_module

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models import Field
from django.utils.module_loading import module_has_submodule

from .folding import FoldedContains, create_sqlite_function


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "base"

    def ready(self) -> None:
        """Load every room's recurring jobs; let queries compare texts as people type them."""
        Field.register_lookup(FoldedContains)
        connection_created.connect(create_sqlite_function, dispatch_uid="portal.base.folding")
        for config in apps.get_app_configs():
            if config.name.startswith("portal.") and module_has_submodule(config.module, "jobs"):
                import_module(f"{config.name}.jobs")
