"""A table says how many rows it found, sorts, keeps the filters, and explains when it is empty."""

import re

from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from portal.ui.pieces import Action, State
from portal.ui.tables import (
    Actions,
    Column,
    Link,
    Row,
    RowGroup,
    States,
    Table,
    Text,
    address,
    chosen_sort,
    page_of,
)

COLUMNS = [Column("Libellé", sort="label"), Column("Montant (€)", align="end"), Column("Actions", hidden_label=True)]


def row(number: int) -> Row:
    actions = Actions(
        Action("Saisir", "/s"), [Action("Supprimer", "/d", method="post", danger=True)], f"ligne {number}"
    )
    return Row(
        [Link(f"Convention {number}", "/c", "Caf"), "12,00", actions], key=str(number), name=f"Convention {number}"
    )


def test_rows_have_a_header_cell_and_figures_stand_right(render):
    html = render(
        "{{ data_table(table, request) }}",
        table=Table("Conventions", COLUMNS, [row(1)], noun=("convention", "conventions")),
    )
    assert "1\u00a0convention" in html
    assert '<th scope="row"' in html
    assert re.search(r'<td class="align-end" data-label="Montant[^"]*">12,00\s*</td>', html)
    assert '<span class="visually-hidden">Actions</span>' in html
    assert 'tabindex="0" aria-label="Tableau\u00a0: Conventions"' in html


def test_sorting_keeps_the_filters_and_goes_back_to_the_first_page(render):
    html = render(
        "{{ data_table(table, request) }}",
        "/?nom=a&page=3&tri=label",
        table=Table("C", COLUMNS, [row(1)], sort="label"),
    )
    assert 'aria-sort="ascending"' in html
    assert 'href="?nom=a&amp;tri=-label"' in html


def test_only_offered_sorts_are_taken():
    assert chosen_sort(QueryDict("tri=-label"), COLUMNS, "date") == "-label"
    assert chosen_sort(QueryDict("tri=password"), COLUMNS, "date") == "date"
    assert chosen_sort(QueryDict("tri="), COLUMNS, "date") == "date"


def test_pages_are_never_missing():
    for asked, expected in (("99", 4), ("x", 1), ("-1", 4)):
        assert page_of(RequestFactory().get("/", {"page": asked}), range(100)).number == expected
    assert page_of(RequestFactory().get("/", {"par_page": "50"}), range(100)).paginator.per_page == 50
    assert page_of(RequestFactory().get("/", {"par_page": "100000"}), range(100)).paginator.per_page == 25


def test_pages_keep_the_rest_of_the_address(render):
    page = page_of(RequestFactory().get("/", {"page": "2"}), range(100))
    html = render("{{ pagination(page, request) }}", "/?nom=a&page=2", page=page)
    assert 'href="?nom=a&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_an_empty_list_says_how_to_begin_and_a_search_without_result_how_to_go_on(render):
    empty = Table("C", COLUMNS, empty="Aucune convention.", empty_action=Action("Enregistrer une convention", "/n"))
    html = render("{{ data_table(table, request) }}", table=empty)
    assert "Aucune convention." in html
    assert 'href="/n"' in html
    assert "Réinitialiser" in render("{{ data_table(table, request) }}", table=Table("C", COLUMNS, filtered=True))


def test_selection_posts_keys_with_a_token(render):
    html = render(
        "{{ data_table(table, request) }}",
        table=Table("C", COLUMNS, [row(7)], bulk=[Action("Clôturer", "/bulk")], id="t"),
    )
    assert 'name="selection" value="7" form="t-bulk" aria-label="Sélectionner Convention 7"' in html
    assert 'formaction="/bulk"' in html
    assert html.count("csrfmiddlewaretoken") == 2  # the bulk form and the row's own « Supprimer »


def test_groups_have_their_heading(render):
    vacant = Row(["Approbateur", States([State("Non attribué", "attention")]), ""])
    html = render(
        "{{ data_table(table, request) }}", table=Table("C", COLUMNS, groups=[RowGroup("Jeunesse", [vacant])])
    )
    assert re.search(r'scope="rowgroup" colspan="3">Jeunesse', html)
    assert "Non attribué" in html


def test_what_people_typed_is_escaped(render):
    html = render("{{ data_table(table, request) }}", table=Table("C", COLUMNS, [Row([Text("<b>x</b>"), "&", ""])]))
    assert "<b>x" not in html
    assert "&amp;" in html


def test_removing_a_parameter():
    assert address(QueryDict("a=1&b=2"), a="") == "?b=2"
    assert address(QueryDict("a=1&a=2"), a="3") == "?a=3"


class Filter(forms.Form):
    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), ("s", "À saisir")])
    name = forms.CharField(label="Nom", required=False)


def test_chosen_filters_show_as_tags_that_remove_themselves(render):
    query = QueryDict("state=s&name=&tri=label&page=2")
    html = render("{{ filter_bar(form, request) }}", f"/liste?{query.urlencode()}", form=Filter(query))
    assert "État\u00a0: À saisir" in html
    assert 'href="?name=&amp;tri=label"' in html
    assert html.count('class="tag"') == 1
    assert '<input type="hidden" name="tri" value="label">' in html


def test_an_address_breaks_after_its_at_sign_and_stays_escaped(render):
    table = Table("Personnes", COLUMNS[:2], [Row(["Camille", "camille.roy@exemple.fr"]), Row(["X", "<b>@a.fr"])])
    html = render("{{ data_table(table, request) }}", table=table)
    assert "camille.roy@<wbr>exemple.fr" in html
    assert "<b>" not in html


def test_a_card_names_no_empty_cell(render):
    """On a telephone each cell says its column: an empty one says nothing."""
    html = render("{{ data_table(table, request) }}", table=Table("Lieux", COLUMNS[:2], [Row(["Local", Text("")])]))
    assert "data-label" not in html
