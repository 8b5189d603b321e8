"""What belongs to one partner stands nowhere for the people of another, nor for those of another Caf.

`test_matrix.py` says which addresses answer; here what they hold is read: lists, searches, exports, choices of forms.
"""

import io

import openpyxl
import pytest

from portal.habpps.models import Grant
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, FR_DA, OUTSIDE, PARTNER_ADMIN, World
from tests.matrix.table import TABLE
from tests.net.client import PortalClient
from tests.net.reading import source

MARK = "Zqwxk"
READ = sorted(name for name, row in TABLE.items() if row.get)
SENT = sorted(name for name, row in TABLE.items() if row.get and row.post)
SEARCHES = (
    "q",
    "personne",
    "nom",
    "prenom",
    "identifiant",
    "convention",
    "partenaire",
    "libelle",
    "activite",
    "utilisateur",
)


@pytest.fixture
def marked(asker: Asker) -> Asker:
    """Everything of the first partner bears the mark: its name, its places, its activity, its convention, its people."""
    mark_all(asker.world)
    return asker


def mark_all(world: World) -> None:
    objects = world.objects
    for kind, field in (
        ("partner", "name"),
        ("site", "name"),
        ("activity", "name"),
        ("agreement", "label"),
        ("document", "title"),
    ):
        type(objects[kind]).objects.filter(pk=objects[kind].pk).update(**{field: f"{MARK} {kind}"})
    held = Grant.objects.filter(agreement=objects["agreement"]).exclude(user=None)
    for user in {grant.user for grant in held}:
        type(user).objects.filter(pk=user.pk).update(
            last_name=MARK, email=f"{MARK.lower()}{user.pk}@association.example"
        )


def text_of(answer) -> str:
    content = answer.getvalue()
    if content.startswith(b"PK") and b"xl/workbook" in content:
        rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.values
        return "\n".join(str(row) for row in rows)
    return content.decode("utf-8", "replace")


def assert_nothing(answer, what: str) -> None:
    assert MARK.lower() not in text_of(answer).lower(), f"{what} shows what is another's"


@pytest.mark.parametrize("name", READ)
def test_no_page_shows_it(marked: Asker, name: str):
    address = marked.address(name)

    def look(client: PortalClient, _person: str) -> None:
        assert_nothing(client.get(address), address)

    marked.each(sorted(OUTSIDE), look)


@pytest.mark.parametrize("name", [name for name in READ if TABLE[name].readers_among(OUTSIDE)])
def test_no_search_finds_it(marked: Asker, name: str):
    """The words that were searched stand on the page: they are looked for apart from their end."""
    address = marked.address(name)

    def look(client: PortalClient, _person: str) -> None:
        for field in SEARCHES:
            answer = client.get(address, {field: MARK[:4]})
            assert_nothing(answer, f"{address}?{field}=")

    marked.each(TABLE[name].readers_among(OUTSIDE), look)


@pytest.mark.parametrize("name", [name for name in SENT if TABLE[name].readers_among(OUTSIDE)])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_no_file_holds_it(marked: Asker, name: str, extension: str):
    address = marked.address(name)

    def take(client: PortalClient, _person: str) -> None:
        assert_nothing(client.post(address, {"format": extension}), address)

    marked.each(TABLE[name].readers_among(OUTSIDE), take)


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (CAF_ADMIN, "habpps:agreements"),
        (CAF_ADMIN, "habpps:partners"),
        (PARTNER_ADMIN, "habpps:users"),
        (FR_DA, "afas:declarations"),
    ],
)
def test_those_whom_it_concerns_read_it(marked: Asker, person: str, name: str):
    """Else the tests above prove nothing."""
    assert MARK in source(marked.browser_of(person).get(marked.address(name)))
