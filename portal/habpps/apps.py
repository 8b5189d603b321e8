from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class HabppsConfig(AppConfig):
    name = "portal.habpps"
    label = "habpps"

    def ready(self) -> None:
        """Load every room's permissions and scopes: `can` and `visible` know them all from the first request."""
        for config in apps.get_app_configs():
            for declarations in ("permissions", "scopes"):
                if config.name.startswith("portal.") and module_has_submodule(config.module, declarations):
                    import_module(f"{config.name}.{declarations}")
        # They need the models, which are loaded now.
        for module in ("menu", "home", "accounts_hooks"):
            import_module(f"{self.name}.{module}").register()
