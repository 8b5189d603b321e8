"""What people type about themselves or others, made fit to be kept. Each raises `ActionError` on its field."""

import unicodedata

from portal.base.errors import ActionError
from portal.base.text import one_line
from portal.base.typed import Unreadable, names_site, read_email, read_field, read_phone

MOST_WORDS = 8
NO_NAME = (".", "-")  # what people who have only one name type for the other; nobody reads it (`formats.person_name`)
ONE_NAME = "Indiquez le nom ou le prénom : un des deux s’écrit en lettres."
SIGNS = frozenset(" -'’.·\u2010\u2011")
NAME = (
    "Un nom s'écrit avec des lettres, des espaces, des traits d'union et des apostrophes, sans chiffre ni adresse de "
    "site : retirez le reste."
)


def clean_email(typed: str) -> str:
    """In lower case."""
    return read_field("email", read_email, typed)


def clean_own_names(first_name: str, last_name: str) -> tuple[str, str]:
    """The names that a person types for themselves; neither may be empty."""
    names = dict(zip(("first_name", "last_name"), clean_names(first_name, last_name), strict=True))
    words = {"first_name": "prénom", "last_name": "nom"}
    empty = {field: [f"Indiquez votre {words[field]}."] for field, value in names.items() if not value}
    if empty:
        raise ActionError(empty)
    return names["first_name"], names["last_name"]


def clean_names(first_name: str, last_name: str) -> tuple[str, str]:
    """A person's two names, of which one may be missing (`NO_NAME`)."""
    names = clean_name("first_name", first_name), clean_name("last_name", last_name)
    if set(names) <= set(NO_NAME):
        raise ActionError({"last_name": [ONE_NAME]})
    return names


def clean_phone(typed: str) -> str:
    """Empty, or 6 to 15 digits with the usual signs between."""
    return read_field("phone", read_phone, typed)


def clean_name(field: str, typed: str) -> str:
    """One line of letters: what mails and lists show as a person's name carries no link, number or sentence."""
    return read_field(field, read_name, typed)


def read_name(typed: str) -> str:
    """See `clean_name`. Raises `Unreadable`."""
    name = one_line(typed)
    if name in NO_NAME:
        return name
    letters = all(char in SIGNS or unicodedata.category(char)[0] in "LM" for char in name)
    if not letters or names_site(name) or name[:1] in ("-", ".") or len(name.split()) > MOST_WORDS:
        raise Unreadable(NAME)
    return name
