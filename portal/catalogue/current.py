from functools import cache

from django.conf import settings

from .loading import Catalogue, load_catalogue


@cache
def get_catalogue() -> Catalogue:
    """The catalogue of `settings.CATALOGUE_FOLDERS`, read once; BrokenCatalogueError when a file is wrong."""
    return load_catalogue(settings.CATALOGUE_FOLDERS)
