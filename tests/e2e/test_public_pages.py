"""Pages that anyone may read, seen by a person who has not signed in."""

import pytest

PAGES = {
    "connexion": "/connexion/",
    "accessibilite": "/accessibilite",
    "mentions-legales": "/mentions-legales",
    "donnees-personnelles": "/donnees-personnelles",
    "plan-du-site": "/plan-du-site",
    "contact": "/contact",
    "page-absente": "/n-existe-pas",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_sound(page, inspect, name):
    page.goto(PAGES[name])
    inspect(page, name)


def test_every_page_says_where_it_is(page):
    titles = []
    for path in PAGES.values():
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "fr"
        titles.append(page.title())
    assert len(set(titles)) == len(titles)


def test_the_keyboard_s_first_stop_is_the_way_to_the_content(page):
    page.goto("/mentions-legales")
    page.keyboard.press("Tab")
    assert page.locator(":focus").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash !== ''")
