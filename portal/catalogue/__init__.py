"""What is declared: activity types, questions, accounts, controls, rates and calendars, read from YAML.

Pure data and arithmetic: no database. See docs/catalogue.md.
"""

from functools import cache

from django.conf import settings

from .answers import canonical, display, figure, french, parse, problem
from .checking import Finding
from .edition import Edition, Opening
from .errors import BrokenCatalogueError, CatalogueError, UnknownEditionError
from .estimating import Estimate, Step
from .loading import ActivityType, Catalogue, load
from .questions import Question, Questionnaire, RowTable, Section
from .totals import Totals


@cache
def catalogue() -> Catalogue:
    """The catalogue of `settings.CATALOGUE_FOLDERS`, read once; BrokenCatalogueError when a file is wrong."""
    return load(settings.CATALOGUE_FOLDERS)


__all__ = [
    "ActivityType",
    "BrokenCatalogueError",
    "Catalogue",
    "CatalogueError",
    "Edition",
    "Estimate",
    "Finding",
    "Opening",
    "Question",
    "Questionnaire",
    "RowTable",
    "Section",
    "Step",
    "Totals",
    "UnknownEditionError",
    "canonical",
    "catalogue",
    "display",
    "figure",
    "french",
    "load",
    "parse",
    "problem",
]
