"""French as it is printed: what is set, and what is left alone."""

import pytest
from django.utils.functional import lazystr
from markupsafe import Markup

from portal.base.french import french, typeset, typeset_all

SET = {
    "l'an d'Or, aujourd'hui": "l’an d’Or, aujourd’hui",
    "qu'« il »": "qu’«\u00a0il\u00a0»",
    "l'": "l’",  # what is elided comes next, in a tag or in a value
    "Oui : non ; quoi ? si !": "Oui\u00a0: non\u00a0; quoi\u00a0? si\u00a0!",
    "avenant n° 3, N° 4": "avenant n°\u00a03, N°\u00a04",
    "10 % de 5 €": "10\u00a0% de 5\u00a0€",
    " %": "\u00a0%",  # after a figure
    "écart de -12 %": "écart de \u221212\u00a0%",
    "-3 €": "\u22123\u00a0€",
    "Le « Bouquet « AFAS » » est là": "Le «\u00a0Bouquet “AFAS”\u00a0» est là",
    "« a » et « b »": "«\u00a0a\u00a0» et «\u00a0b\u00a0»",
}
LEFT = [
    "o'brien@exemple.fr",
    "https://exemple.fr/?a=b&c=d",
    "2025-2026",
    "06-12-34",
    "-3",
    "15:04",
    "les mots 'tels quels' restent",
    "{% load static %}",
    "deux  espaces",
]


@pytest.mark.parametrize("typed", SET)
def test_what_is_shown_is_set(typed):
    assert typeset(typed) == SET[typed]


@pytest.mark.parametrize("typed", [*LEFT, *SET.values()])
def test_what_is_no_fault_is_left(typed):
    """So it may be applied twice."""
    assert typeset(typed) == typed


def test_inside_guillemets_those_of_a_value_are_the_second_kind():
    assert french("le « Bouquet »", depth=1) == "le “Bouquet”"


def test_in_html_only_prose_is_set():
    html = Markup(
        "<a title=\"l'eau : x\" href='a'>l&#39;eau&#x27;x : <code>d'x : y</code></a><textarea>l'x ?</textarea>"
    )
    assert french(html) == (
        "<a title=\"l'eau : x\" href='a'>l’eau’x\u00a0: <code>d'x : y</code></a><textarea>l'x ?</textarea>"
    )
    assert hasattr(french(html), "__html__")


def test_other_values_pass():
    assert french(None) is None
    assert french(12) == 12
    assert french(lazystr("l'eau")) == "l’eau"
    assert typeset_all({"l'un": ["l'eau", {"x": "d'or"}, 3]}) == {"l'un": ["l’eau", {"x": "d’or"}, 3]}
