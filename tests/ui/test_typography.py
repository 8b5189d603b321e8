"""Templates set French as it is printed: their own text and what they are given, in prose and nowhere else."""

import pytest
from jinja2 import DictLoader

from portal.ui.jinja import environment, html_attributes

FIXED = "\u00a0"


def shown(template: str, name: str = "page.html", **values) -> str:
    return (
        environment(loader=DictLoader({name: template}), autoescape=True, undefined=None)
        .get_template(name)
        .render(values)
    )


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("l'{{ x }}", "l’d’Or"),
        ("l'<b>{{ x }}</b>", "l’<b>d’Or</b>"),
        ("« {{ x }} » : oui", f"«{FIXED}d’Or{FIXED}»{FIXED}: oui"),
        ("« {{ quoted }} »", f"«{FIXED}le “Lien”{FIXED}»"),
        ("« <b>{{ quoted }}</b> »", f"«{FIXED}<b>le “Lien”</b>{FIXED}»"),
        ("{{ quoted }}", f"le «{FIXED}Lien{FIXED}»"),
        ("{{ x ~ ' : ' ~ x }}", f"d’Or{FIXED}: d’Or"),
        ("{% if x %}l'{% else %}d'{% endif %}eau", "l’eau"),
        ('{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m("l\'eau") }}', "<i>l’eau</i>"),
        ("<p>x\n  : y</p>", f"<p>x{FIXED}: y</p>"),
    ],
)
def test_prose(template, result):
    assert shown(template, x="d'Or", quoted="le « Lien »") == result


@pytest.mark.parametrize("name", ["aria-label", "title", "placeholder", "alt", "data-label"])
def test_attributes_that_are_said(name):
    assert shown(f'<p {name}="l\'{{{{ x }}}}">', x="d'Or") == f'<p {name}="l’d’Or">'
    assert "l’eau" in html_attributes({name: "l'eau"})


@pytest.mark.parametrize(
    "template",
    [
        '<input value="{{ x }}">',
        "<input value='l''{{ x }}'>",
        '<a href="/?q={{ x }}" data-key="{{ x }}">',
        "<textarea>{{ x }}</textarea>",
        "<code>l'eau : {{ x }}</code>",
        "<script>let a = 'l' + 'x' ; // l'eau {{ x }}</script>",
        "<style>a :hover { content: 'l'; }</style>",
        '<p {% if x %}class="l\'eau"{% else %}id="l\'eau"{% endif %} data-a="{{ x }}">',
    ],
)
def test_what_machines_read_and_what_is_typed_stay(template):
    assert "’" not in shown(template, x="d'Or : x")
    assert FIXED not in shown(template, x="d'Or : x")


def test_after_an_element_without_prose_prose_goes_on():
    assert shown("<textarea>l'eau</textarea>l'eau<br>d'or") == "<textarea>l'eau</textarea>l’eau<br>d’or"


def test_a_text_template_is_prose_throughout():
    assert (
        shown("Objet : a < l'eau\n{{ x }} !", name="mail.txt", x="d'Or <") == f"Objet{FIXED}: a < l’eau\nd’Or <{FIXED}!"
    )
