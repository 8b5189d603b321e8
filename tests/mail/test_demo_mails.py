"""The demonstration's letter-box: what would have been sent, links and all."""

import pytest
from django.template import engines
from django.urls import reverse
from jinja2 import meta, nodes

from portal.accounts.lifecycle.actions import create_account
from portal.mail.examples import Example
from portal.mail.kinds import REGISTRY
from portal.mail.models import Letter
from portal.mail.outbox import render_mail
from tests.net.french import check_french, check_french_page
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db


def invite(email: str) -> Letter:
    create_account(actor=None, first_name="Zoé", last_name="D'Or", email=email)
    return Letter.objects.order_by("-id").first()


def test_the_newest_comes_first(client):
    invite("premiere@association.example")
    invite("seconde@association.example")
    page = source(client.get(reverse("demo_mails")))
    assert page.index("seconde@") < page.index("premiere@")


def test_one_persons_mails_can_be_found(client):
    invite("premiere@association.example")
    invite("seconde@association.example")
    page = source(client.get(reverse("demo_mails"), {"destinataire": "PREMIERE"}))
    assert "premiere@" in page
    assert "seconde@" not in page


def test_an_empty_box_says_how_to_fill_it(client):
    assert "Aucun mail pour le moment" in read(client.get(reverse("demo_mails")))


def test_a_mail_is_read_with_its_links(client):
    letter = invite("zoe@association.example")
    page = source(client.get(reverse("demo_mail", args=[letter.public_id])))
    assert '<a href="http' in page
    assert "/activation/" in page
    assert "&amp;#x27;" not in page


def test_its_layout_is_shown_under_the_strict_policy(client):
    letter = invite("zoe@association.example")
    response = client.get(reverse("demo_mail_html", args=[letter.public_id]))
    assert "'sha256-" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "Activer mon compte" in read(response)


def test_pages_cost_the_same_with_many_mails(same_queries):
    same_queries(
        reverse("demo_mails"),
        lambda: invite("a0@association.example"),
        lambda: [invite(f"b{n}@association.example") for n in range(19)],
    )


def test_every_kind_is_listed(client):
    page = source(client.get(reverse("demo_mail_examples")))
    assert page.count('<th scope="row">') == len(REGISTRY)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_kind_has_an_example_in_both_forms(client, name):
    assert client.get(reverse("demo_mail_example", args=[name])).status_code == 200
    html = source(client.get(reverse("demo_mail_example_html", args=[name])))
    assert html.count("<h1>") == 1
    assert html.count('class="button"') <= 1
    assert len(html) < 20_000
    assert "src=" not in html
    assert html.count("Bonjour ") == 1


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_kind_greets_once_and_ends_with_the_same_signature(name):
    subject, text, _ = render_mail(name, {"recipient": Example(), **REGISTRY[name].example()})
    assert text.count("Bonjour ") == 1
    assert text.startswith("Bonjour Camille Exemple,\n")
    assert text.count("\n-- \n") == 1
    assert "Nous ne vous demanderons jamais votre mot de passe" in text.rpartition("\n-- \n")[2]
    assert len(subject) < 100


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_kind_is_set_as_french_is_printed(name):
    subject, text, html = render_mail(name, {"recipient": Example(), **REGISTRY[name].example()})
    check_french(subject, text)
    check_french_page(html)


def read_by(name: str) -> set[str]:
    """The names that a template and what it includes read, in branches too that no example shows."""
    env = engines["jinja2"].env
    tree = env.parse(env.loader.get_source(env, name)[0], name)
    imported = {each for node in tree.find_all(nodes.FromImport) for each in node.names}
    names = meta.find_undeclared_variables(tree) - set(env.globals) - imported
    return names.union(*(read_by(each) for each in meta.find_referenced_templates(tree) if each))


@pytest.mark.parametrize("extension", ["txt", "html"])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_example_gives_every_name_that_its_mail_reads(name, extension):
    given = {"recipient", "instance", "origin", "link", "subject", *REGISTRY[name].example()}
    assert read_by(f"mail/{name}.{extension}") <= given


def test_an_unknown_one_is_not_found(client):
    assert client.get(reverse("demo_mail_example", args=["inconnu"])).status_code == 404
    assert client.get(reverse("demo_mail", args=["inconnu"])).status_code == 404
