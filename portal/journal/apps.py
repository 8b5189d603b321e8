from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class JournalConfig(AppConfig):
    name = "portal.journal"
    label = "journal"

    def ready(self) -> None:
        """Load every room's `journal_kinds`, so that the registry is whole before anything is written."""
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "journal_kinds"):
                import_module(f"{config.name}.journal_kinds")
