"""Which text of the catalogue a declaration answers."""

from portal.afas.models import Campaign, Declaration
from portal.catalogue.current import get_catalogue
from portal.catalogue.edition import Edition
from portal.catalogue.questions import Questionnaire


def edition_of(declaration: Declaration) -> Edition:
    """UnknownEditionError when an instance has dropped the type or the year since the campaign was opened."""
    return campaign_edition(declaration.campaign)


def campaign_edition(campaign: Campaign) -> Edition:
    return get_catalogue().edition(campaign.type_code, campaign.fiscal_year)


def questionnaire_of(declaration: Declaration, kind: str) -> Questionnaire:
    """What one part asks."""
    return edition_of(declaration).questionnaire(kind, declaration.campaign.declaration_type)


def type_label(code: str) -> str:
    """The catalogue's label; the code itself where an instance has dropped the type."""
    found = get_catalogue().types.get(code)
    return found.label if found else code


def nature_label(type_code: str, code: str) -> str:
    found = get_catalogue().types.get(type_code)
    return found.natures.get(code, code) if found else code
