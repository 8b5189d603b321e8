"""The user guides: served to everybody, whole, with a table of contents that leads somewhere."""

import re

import pytest
from django.urls import reverse

from portal.ui.guides import FOLDER, guides
from tests.net.reading import tree

pytestmark = pytest.mark.django_db

SLUGS = ["declarer", "administrer"]


def page(client, slug: str):
    response = client.get(reverse("guide_page", args=[slug]))
    assert response.status_code == 200
    return tree(response)


def test_every_file_of_the_folder_is_served():
    """A guide that is written is also read."""
    assert sorted(guides()) == sorted(path.stem for path in FOLDER.glob("*.md"))


def test_the_list_leads_to_each_guide(client):
    """Signed in or not: help holds no secret."""
    page = tree(client.get(reverse("guide")))
    links = {link.get("href") for link in page.iter("a")}
    assert {reverse("guide_page", args=[slug]) for slug in SLUGS} <= links


@pytest.mark.parametrize("slug", SLUGS)
def test_the_table_of_contents_names_every_chapter(client, slug):
    """Each entry leads to a heading of the page, each heading is in the table."""
    tree = page(client, slug)
    entries = [link.get("href") for link in tree.xpath("//nav[@aria-labelledby='sommaire']//a")]
    assert entries == [f"#{heading.get('id')}" for heading in tree.xpath("//div[@class='prose']/h2")]
    assert len(entries) == len(set(entries)) > 5


@pytest.mark.parametrize("slug", SLUGS)
def test_a_guide_has_one_title_and_no_markdown_left(client, slug):
    """The file's first heading is the page's; nothing of the source's signs shows."""
    tree = page(client, slug)
    assert [heading.text_content().strip() for heading in tree.iter("h1")] == [guides()[slug].title]
    text = tree.xpath("//main")[0].text_content()
    assert not re.search(r"\*\*|^#|\|---|\]\(", text, re.MULTILINE)


@pytest.mark.parametrize("slug", SLUGS)
def test_tables_have_a_name_and_scopes(client, slug):
    """Norm 22; each name is said once."""
    tables = page(client, slug).xpath("//main//table")
    captions = [table.findtext("caption") for table in tables]
    assert tables
    assert len(set(captions)) == len(captions)
    assert all(cell.get("scope") == "col" for table in tables for cell in table.iter("th"))


def test_an_unknown_guide_does_not_exist(client):
    assert client.get("/aide/autre").status_code == 404


def test_guides_ask_nothing_of_the_database(client, django_assert_num_queries):
    """Read once from files."""
    guides()
    with django_assert_num_queries(0):
        client.get(reverse("guide_page", args=["declarer"]))
