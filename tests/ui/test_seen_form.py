"""A form over what two people change at once."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from portal.ui.forms import DateField
from portal.ui.seen_form import SeenForm


class Described(SeenForm):
    label = forms.CharField(label="Libellé", required=False)
    town = forms.CharField(label="Commune", required=False)
    opens_on = DateField(label="Date d'ouverture", required=False)
    strict = forms.BooleanField(label="Strict", required=False)
    kind = forms.ChoiceField(label="Type", choices=[("Groupe", [("a", "Crèche"), ("b", "Accueil")])])
    places = forms.MultipleChoiceField(label="Lieux", choices=[("n", "Nord"), ("s", "Sud")], required=False)


SHOWN = {
    "label": "Avant",
    "town": "Amiens",
    "opens_on": date(2026, 1, 1),
    "strict": False,
    "kind": "a",
    "places": ["n"],
}


def sent(**typed: object) -> Described:
    """The form as the page sends it, with what the person typed over what it was shown with."""
    data = QueryDict(mutable=True)
    page = Described(initial=SHOWN)
    for bound in page:
        value = typed.get(bound.name, bound.value())
        if isinstance(value, list):
            data.setlist(bound.name, value)
        elif value not in (False, None):
            data[bound.name] = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
    form = Described(data, initial=SHOWN)
    assert form.is_valid(), form.errors
    return form


def test_the_page_remembers_what_it_was_shown_with():
    assert sent().cleaned_data["seen"] == {
        "label": "Avant",
        "town": "Amiens",
        "opens_on": "2026-01-01",
        "strict": "False",
        "kind": "a",
        "places": "n",
    }


def test_what_only_the_other_one_changed_is_taken_over():
    form = sent(label="Après")
    saved = {
        **SHOWN,
        "town": "Abbeville",
        "opens_on": date(2026, 3, 2),
        "strict": True,
        "kind": "b",
        "places": ["n", "s"],
    }
    form.show_both(saved)
    shown = {bound.name: bound.value() for bound in form}
    assert shown["label"] == "Après"
    assert {name: shown[name] for name in saved if name != "label"} == {
        name: value for name, value in saved.items() if name != "label"
    }
    assert list(form.errors) == ["__all__"]
    [said] = form.non_field_errors()
    assert said.endswith("Repris de l'autre enregistrement : Commune, Date d'ouverture, Strict, Type, Lieux.")
    assert 'value="02/03/2026"' in str(form["opens_on"])
    assert "checked" in str(form["strict"])


@pytest.mark.parametrize(
    ("name", "typed", "saved", "said"),
    [
        ("label", "Le mien", "Le sien", "«\u00a0Le sien\u00a0»"),
        ("label", "Le mien", "", "rien"),
        ("opens_on", "05/01/2026", date(2026, 2, 3), "03/02/2026"),
        ("opens_on", "05/01/2026", None, "rien"),
        ("places", [], ["s"], "Sud"),
        ("places", ["n", "s"], [], "rien"),
    ],
)
def test_what_both_changed_is_shown_twice_and_nothing_typed_is_lost(name, typed, saved, said):
    form = sent(**{name: typed})
    form.show_both({**SHOWN, name: saved})
    assert form.errors[name] == [f"Enregistré entre-temps : {said}. Gardez l'un ou l'autre."]
    assert form[name].value() == typed
    assert "n'est pas encore enregistrée" in form.non_field_errors()[0]


def test_both_typed_the_same_there_is_nothing_to_choose():
    form = sent(town="Abbeville")
    form.show_both({**SHOWN, "town": "Abbeville"})
    assert list(form.errors) == ["__all__"]
    assert "Repris" not in form.non_field_errors()[0]


def test_sent_again_the_page_has_seen_what_was_saved():
    form = sent(label="Le mien")
    form.show_both({**SHOWN, "label": "Le sien"})
    again = Described(form.data, initial=SHOWN)
    assert again.is_valid()
    assert again.cleaned_data["seen"]["label"] == "Le sien"
    assert again.cleaned_data["label"] == "Le mien"


@pytest.mark.parametrize("meddled", ["{", "[]", '"x"', "12"])
def test_a_meddled_memory_counts_as_never_seen(meddled):
    form = Described(QueryDict(f"kind=a&seen={meddled}"), initial=SHOWN)
    assert form.is_valid()
    assert form.cleaned_data["seen"] == {}
    form.show_both(SHOWN)
    assert "label" in form.errors


def test_who_was_shown_no_page_is_not_asked():
    form = Described(QueryDict("kind=a"), initial=SHOWN)
    assert form.is_valid()
    assert form.cleaned_data["seen"] is None
