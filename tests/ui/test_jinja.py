"""What every template may call, and how templates are read."""

import re

import pytest
from django.middleware.csrf import rotate_token
from django.template import engines
from django.test import RequestFactory
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from portal.ui.jinja import OPTIONAL, breakable, breakable_email, csrf_field, environment, html_attributes


def text_template(source: str, **context) -> str:
    env = environment(loader=DictLoader({"mail.txt": source}), autoescape=True, undefined=None)
    return env.get_template("mail.txt").render(context)


def test_a_page_masks_its_token_once():
    request = RequestFactory().get("/")
    assert csrf_field(request) == csrf_field(request)
    assert 'name="csrfmiddlewaretoken"' in csrf_field(request)


def test_another_token_is_masked_anew():
    request = RequestFactory().get("/")
    before = csrf_field(request)
    rotate_token(request)
    assert csrf_field(request) != before


def test_each_form_has_a_key_of_its_own(render):
    keys = re.findall(r'name="_once" value="([^"]+)"', render("{{ once_field() }}{{ once_field() }}"))
    assert len(set(keys)) == 2


def test_addresses(render):
    assert render("{{ url('new_agreement') }}") == "/conventions/nouvelle"
    assert render("{{ optional_url('nowhere') }}|{{ optional_url('home') }}") == "|/"


@pytest.mark.parametrize("name", sorted(OPTIONAL))
def test_some_names_may_be_left_out(render, name):
    assert render(f"{{{{ 'there' if {name} else 'not there' }}}}") == "not there"


def test_any_other_name_must_be_given():
    with pytest.raises(UndefinedError, match="headline"):
        engines["jinja2"].from_string("{% if headline %}x{% endif %}").render({})


def test_what_is_typed_is_escaped_in_a_page_and_stays_in_a_text():
    assert engines["jinja2"].from_string("{{ name }}").render({"name": "L'<b>"}) == "L’&lt;b&gt;"
    assert text_template("{{ name }}", name="L'<b>") == "L’<b>"


def test_an_indented_line_of_a_text_goes_on_with_the_line_before():
    assert text_template("Bonjour,\n\nVous avez\n  reçu {{ x }}\n  hier.\nAdieu", x="a\n  b") == (
        "Bonjour,\n\nVous avez reçu a\n  b hier.\nAdieu"
    )


def test_where_words_may_break():
    assert breakable("Modifier/<b>") == Markup("Modifier/<wbr>&lt;b&gt;")
    assert breakable_email("a@b.fr") == Markup("a@<wbr>b.fr")
    assert breakable_email("<b>@") == Markup("&lt;b&gt;@<wbr>")
    assert breakable_email("Camille") == "Camille"


def test_attributes_of_a_widget():
    assert html_attributes({"id": 'a"', "checked": True, "disabled": False}) == ' id="a&#34;" checked'
