from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"

    def ready(self) -> None:
        """Load every room's `mail_kinds`: previews, and what must not be kept."""
        for config in apps.get_app_configs():
            if config.name.startswith("portal.") and module_has_submodule(config.module, "mail_kinds"):
                import_module(f"{config.name}.mail_kinds")
