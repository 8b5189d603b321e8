from importlib import import_module

from django.apps import AppConfig

from portal.base.discovery import load_everywhere


class HabppsConfig(AppConfig):
    name = "portal.habpps"
    label = "habpps"

    def ready(self) -> None:
        """`can` and `visible` know every room's permissions and scopes from the first request."""
        load_everywhere("permissions")
        load_everywhere("scopes")
        # They need the models, which are loaded now.
        for module in ("menu", "home", "accounts_hooks"):
            import_module(f"{self.name}.{module}").register()
