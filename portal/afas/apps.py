from importlib import import_module

from django.apps import AppConfig


class AfasConfig(AppConfig):
    name = "portal.afas"
    label = "afas"

    def ready(self) -> None:
        """The menu entries of the room, and what it adds to the pages of others."""
        for module in ("menu", "home", "campaigns.home", "desk.home", "habpps_hooks", "personal"):
            import_module(f"portal.afas.{module}")
