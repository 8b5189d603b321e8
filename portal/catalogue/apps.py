import sys

from django.apps import AppConfig

from .current import get_catalogue


class CatalogueConfig(AppConfig):
    name = "portal.catalogue"
    verbose_name = "Catalogue des activités"

    def ready(self) -> None:
        """Read the catalogue now, so that a broken file stops the start; `check_catalogue` reads it by itself."""
        if "check_catalogue" not in sys.argv[1:2]:
            get_catalogue()
