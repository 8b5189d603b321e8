from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "base"

    def ready(self) -> None:
        """Load every room's recurring jobs."""
        for config in apps.get_app_configs():
            if config.name.startswith("portal.") and module_has_submodule(config.module, "jobs"):
                import_module(f"{config.name}.jobs")
