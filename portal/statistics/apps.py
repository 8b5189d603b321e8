from importlib import import_module

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "portal.statistics"
    label = "statistics"

    def ready(self) -> None:
        import_module(f"{self.name}.menu")
