"""What every page says to people who hear it: references that lead somewhere, one status, titles that name what they are
about, forms whose errors come first."""

import re
from collections.abc import Iterator

import pytest
from lxml import html

from tests.matrix.asking import Asker
from tests.matrix.table import TABLE

READ = sorted(name for name, row in TABLE.items() if row.get)
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list", "headers")
LIVE = "//*[@aria-live or @role='status' or @role='alert' or @role='log' or self::output]"
BELONGS = ("user", "membership", "partner", "site", "agreement", "activity")


def names_of(asker: Asker, name: str, person: str) -> set[str]:
    """How the thing that an address is about may be named in a title; tabs and histories show titles alone, and two pages
    about two people or two activities must not look alike."""
    key = TABLE[name].arguments(asker.world).get("public_id")
    thing = next((each for each in asker.world.objects.values() if key and each.public_id == key), None)
    if thing is None:
        return set()
    parts = [thing, *(part for path in BELONGS if (part := getattr(thing, path, None)) is not None)]
    parts += [each.user for each in parts if hasattr(each, "user")]
    if getattr(thing, "user", None) == asker.world.people[person]:  # one's own: the place matters
        parts.append(thing.agreement.partner)
    names = {str(getattr(each, text, None) or "") for each in parts for text in ("name", "label", "title")}
    return (names | {each.get_full_name() for each in parts if hasattr(each, "get_full_name")}) - {""}


def shown(asker: Asker, name: str) -> Iterator[tuple[str, html.HtmlElement]]:
    """The page as two of those who may read it see it."""
    address = asker.address(name)
    for person in sorted(TABLE[name].allowed | TABLE[name].readers)[:2]:
        answer = asker.browser_of(person).get(address)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            yield person, html.fromstring(answer.content)


def lost_references(page: html.HtmlElement) -> Iterator[str]:
    """Two things under one id, and references to nothing."""
    known = page.xpath("//@id")
    yield from (f"twice: {each}" for each in {each for each in known if known.count(each) > 1})
    for attribute in REFERENCES:
        keys = {key for value in page.xpath(f"//@{attribute}") for key in value.split()}
        yield from (f"{attribute}={key} stands nowhere" for key in keys - set(known))


def live_regions(page: html.HtmlElement) -> Iterator[str]:
    """One polite status with a name, and the summary of errors: nothing else speaks by itself."""
    live = [each for each in page.xpath(LIVE) if "error-summary" not in each.get("class", "")]
    said = [
        each for each in live if each.get("id") == "said" and each.get("role") == "status" and each.get("aria-label")
    ]
    yield from (f"live: {html.tostring(each)[:120]!r}" for each in live if each not in said)
    if page.xpath("//main[@id='contenu']") and len(said) != 1:
        yield f"{len(said)} statuses"


def fragments(page: html.HtmlElement) -> Iterator[str]:
    """A form without `action` goes to the address of the page with its fragment: the answer then shows the place of that
    fragment, and not the errors on top."""
    for form in page.xpath("//form[@method='post']"):
        if not form.get("action"):
            yield f"no action: {html.tostring(form)[:120]!r}"
    yield from (each for each in page.xpath("//form/@action | //@formaction") if "#" in each)


@pytest.mark.parametrize("name", READ)
def test_every_page_can_be_heard(asker: Asker, name: str):
    for person, page in shown(asker, name):
        faults = [*lost_references(page), *live_regions(page), *fragments(page)]
        assert not faults, f"{person}: {faults}"
        title, about = page.findtext(".//title").strip(), names_of(asker, name, person)
        assert not about or any(each in title for each in about), f"{person}: « {title} » names none of {about}"


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.get and row.post))
def test_what_is_refused_when_empty_was_marked(asker: Asker, name: str):
    """A field whose empty answer is refused says before that it must be answered."""
    address = asker.address(name)
    for person, page in shown(asker, name):
        for form in page.xpath("//main//form[@method='post'][not(@data-passkey)]"):
            if form.get("action", "").partition("?")[0] != address:
                continue
            fields = {
                key: value
                for key, value in form.form_values()
                if key in {each.get("name") for each in form.xpath(".//input[@type='hidden'] | .//select")}
            }
            answer = asker.browser_of(person).post(form.get("action"), {**fields, "act": "provide"})
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            refused = html.fromstring(answer.content).xpath("//*[contains(@class, 'error-summary')]//a/@href")
            for key in (re.sub(r"_0$", "", href[1:]) for href in refused):
                found = page.xpath(f"//*[@id='{key}' or @id='{key}_0']")
                marked = [
                    element
                    for field in found
                    for element in (field, *field.iterancestors("fieldset"))
                    if element.get("aria-required") == "true" or element.xpath(".//*[@class='required']")
                ]
                assert not found or marked, f"{person}: {key}"
