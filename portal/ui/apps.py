from importlib import import_module

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"
    verbose_name = "Apparence"

    def ready(self) -> None:
        import_module(f"{self.name}.guides")  # registers its menu entry
