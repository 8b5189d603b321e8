import sys

from django.apps import AppConfig

from .current import get_catalogue


class CatalogueConfig(AppConfig):
    name = "portal.catalogue"
    verbose_name = "Catalogue des activités"

    def ready(self) -> None:
        """Read the catalogue now, so that a broken file stops the start; its own commands read it by themselves."""
        if sys.argv[1:2] not in (["check_catalogue"], ["carry_edition"]):
            get_catalogue()
