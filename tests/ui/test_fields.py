"""A field says its name, whether it is required, its hint and its error, to everybody."""

import re
from datetime import date

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.ui.fields import errors_of, present
from portal.ui.forms import AmountField, DateField


class Person(forms.Form):
    name = forms.CharField(label="Nom", help_text="Nom de naissance")
    email = forms.EmailField(label="Adresse mail", required=False)
    opens_on = DateField(label="Ouverture")
    amount = AmountField(label="Charges")
    role = forms.ChoiceField(label="Rôle", choices=[("a", "Approbateur"), ("d", "Déclarant")])
    place = forms.ChoiceField(
        label="Poste", choices=[("s", "Sédentaire"), ("i", "Itinérant")], widget=forms.RadioSelect
    )
    secret = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)
    fixed = DateField(label="Créé le", disabled=True, required=False, initial=date(2026, 1, 2))
    key = forms.CharField(widget=forms.HiddenInput, required=False)


REFUSED = {"amount": "douze", "name": "", "place": "x"}


def test_a_field_is_tied_to_its_label_hint_and_error(render):
    html = render("{{ field(form.name) }}", form=Person(REFUSED))
    assert '<label class="field__label" for="id_name">' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-required="true"' in html
    assert "(obligatoire)" in html
    assert not re.search(r"\srequired[\s>]", html)


def test_an_optional_field_without_error_says_neither(render):
    html = render("{{ field(form.email) }}", form=Person())
    assert 'type="email"' in html
    assert "aria-required" not in html
    assert "aria-invalid" not in html


def test_an_amount_is_text_with_a_decimal_keyboard_its_unit_and_last_year(render):
    html = render("{{ field(form.amount, unit='€', previous='1 200,00') }}", form=Person(REFUSED))
    assert 'type="text"' in html
    assert 'inputmode="decimal"' in html
    assert 'value="douze"' in html
    assert "id_amount-previous id_amount-unit id_amount-error" in html
    assert "Année précédente" in html


def test_radios_are_a_group_with_a_legend(render):
    html = render("{{ field(form.place) }}", form=Person(REFUSED))
    assert html.count('type="radio"') == 2
    assert "<legend" in html
    assert 'role="radiogroup"' in html


def test_a_password_can_be_shown_and_is_never_sent_back(render):
    html = render("{{ field(form.secret) }}", form=Person({"secret": "hunter2"}))
    assert "hunter2" not in html
    assert 'aria-label="Afficher mot de passe"' in html


def test_a_disabled_field_shows_its_value_and_posts_nothing(render):
    html = render("{{ field(form.fixed) }}{{ field(form.role, readonly=True) }}", form=Person(initial={"role": "d"}))
    assert "02/01/2026" in html
    assert "Déclarant" in html
    assert "<input" not in html
    assert "<select" not in html


def test_a_hidden_field_is_only_its_input(render):
    assert render("{{ field(form.key) }}", form=Person()).strip().startswith('<input type="hidden"')


def test_a_date_says_its_format(render):
    assert "jj/mm/aaaa" in render("{{ field(form.opens_on) }}", form=Person())


def test_a_figure_of_a_grid_is_named_by_its_row_and_column(render):
    html = render("{{ cell_field(form.amount, '60 Achats, prévision 2026') }}", form=Person())
    assert 'aria-label="60 Achats, prévision 2026"' in html


def test_the_summary_links_every_error_to_its_field(render):
    form = Person(REFUSED)
    form.add_error(None, "Ce compte existe déjà.")
    html = render("{{ error_summary(form) }}", form=form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_name", "id_opens_on", "id_amount", "id_role", "id_place_0", "id_secret"]
    assert "Ce compte existe déjà." in html
    assert 'role="alert"' in html
    page = render("{% for bound in form %}{{ field(bound) }}{% endfor %}", form=form)
    assert all(f'id="{target}"' in page for target in targets)


def test_no_summary_without_errors(render):
    assert render("{{ error_summary(form) }}", form=Person()) == ""


def test_a_formset_has_one_summary(render):
    many = forms.formset_factory(Person, min_num=1, validate_min=True)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "", "form-0-amount": "12"}
    assert 'href="#id_form-0-name"' in render("{{ error_summary(forms) }}", forms=many(data))


class Proof(forms.Form):
    title = forms.CharField(label="Intitulé", error_messages={"required": "Donnez un intitulé."})
    proof = forms.FileField(label="Justificatif")


def sent(title: str) -> Proof:
    return Proof({"title": title}, {"proof": SimpleUploadedFile("bilan.pdf", b"%PDF-1.7")})


def test_a_file_that_the_browser_will_not_keep_is_asked_for_again():
    """The form comes back for another field: its file would silently be missing from the second sending."""
    form = sent("")
    found = errors_of(form)
    assert [each["label"] for each in found] == ["Intitulé", "Justificatif"]
    assert "bilan.pdf" in found[1]["message"]
    shown = present(form["proof"])
    assert shown["errors"] == [found[1]["message"]]
    assert shown["control"]["attrs"]["aria-invalid"] == "true"


def test_a_file_of_a_form_without_error_is_not_asked_for_again():
    form = sent("Bilan")
    assert form.is_valid()
    assert errors_of(form) == []
