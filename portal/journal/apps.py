from django.apps import AppConfig

from portal.base.discovery import load_everywhere


class JournalConfig(AppConfig):
    name = "portal.journal"
    label = "journal"

    def ready(self) -> None:
        """The registry of events is whole before anything is written."""
        load_everywhere("events")
