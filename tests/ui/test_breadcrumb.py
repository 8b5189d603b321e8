"""Where one is: the way back to « Accueil » is on every page."""


def test_it_begins_with_the_home_page(render):
    html = render("{{ breadcrumb(crumbs) }}", crumbs=[("Conventions", "/c/"), ("Convention A", "")])
    assert html.index('<a href="/">Accueil</a>') < html.index('<a href="/c/">Conventions</a>')
    assert '<span aria-current="page">Convention A</span>' in html


def test_a_view_that_says_so_itself_is_not_said_twice(render):
    html = render("{{ breadcrumb(crumbs) }}", crumbs=[("Accueil", ""), ("Bienvenue", "")])
    assert html.count("Accueil") == 1
