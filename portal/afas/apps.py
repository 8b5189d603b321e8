from importlib import import_module

from django.apps import AppConfig


class AfasConfig(AppConfig):
    name = "portal.afas"
    label = "afas"

    def ready(self) -> None:
        """The room's entries of the menu, and what it adds to the home page."""
        for module in ("menu", "menu_caf", "home"):
            import_module(f"portal.afas.{module}")
