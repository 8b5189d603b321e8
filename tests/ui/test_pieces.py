"""The small components."""

import re
from pathlib import Path

import pytest

from portal.ui.pieces import TONE_ICONS, Action, Event, Progress, State, Step, SummaryRow, Tab, Task, Todo
from portal.ui.style_guide import SPRITE

TEMPLATES = Path(SPRITE).parents[2] / "jinja2"


def test_an_icon_is_decoration_unless_named(render):
    assert 'aria-hidden="true"' in render("{{ icon('lock') }}")
    assert 'role="img" aria-label="Verrouillée"' in render("{{ icon('lock', label='Verrouillée') }}")


def test_every_icon_named_in_this_room_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text()))
    named = set(TONE_ICONS.values())
    for file in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'icon(?:_name=|\()"([a-z-]+)"', file.read_text()))
    assert named <= drawn


@pytest.mark.parametrize("tone", TONE_ICONS)
def test_a_state_is_an_icon_and_a_word(render, tone):
    html = render("{{ state_tag(state) }}", state=State("En cours", tone))
    assert "En cours" in html
    assert f"#{TONE_ICONS[tone]}" in html


def test_a_short_state_still_says_its_word(render):
    assert '<span class="visually-hidden">Fournie</span>' in render(
        "{{ state_tag(s, short=True) }}", s=State("Fournie")
    )


def test_a_button_is_a_button_or_a_link(render):
    assert "<button" in render("{{ button('Valider') }}")
    assert render("{{ button('Annuler', kind='secondary', href='/x') }}").startswith("<a ")
    assert 'data-confirm="d"' in render("{{ button('Supprimer', kind='danger', href='/x', confirm='d') }}")


def test_a_menu_works_without_scripts(render):
    html = render("{{ menu_button('Choisir', items, request, about='Camille') }}", items=[Action("Modifier", "/m")])
    assert "<details" in html
    assert "une action pour Camille" in html
    assert render("{{ menu_button('Choisir', items, request) }}", items=[]) == ""


def test_a_posting_action_carries_its_token_and_key(render):
    html = render("{{ menu_button('Choisir', items, request) }}", items=[Action("Supprimer", "/d", method="post")])
    assert "csrfmiddlewaretoken" in html
    assert 'name="_once"' in html


def test_lists(render):
    html = render(
        "{{ tab_bar(tabs, 'Vues') }}{{ stepper(steps) }}{{ task_list(tasks) }}{{ summary_list(rows) }}{{ event_list(events) }}"
        "{{ progress_bar(progress) }}{{ todo_card(todo, request) }}",
        tabs=[Tab("Par activité", "/a", current=True, count=0)],
        steps=[Step("Saisir", "done"), Step("Transmettre", "current")],
        tasks=[Task("Données d’activité", State("Fournie", "success"))],
        rows=[SummaryRow("Nom", ""), SummaryRow("Lieu", ["1 rue A", "80000 Amiens"], "/m"), SummaryRow("Code", "7")],
        events=[Event("12 octobre 2026", "Transmise", who="Camille", url="/r")],
        progress=Progress(3, 12),
        todo=Todo("Déclarer", Action("Saisir", "/s"), due="dans 6 jours", urgent=True),
    )
    for expected in (
        '<a href="/a" aria-current="page">Par activité',
        'aria-current="step"',
        "Non renseigné",
        '<span class="summary__line">80000 Amiens</span>',
        '<dd class="summary__value">7</dd>',
        '<progress max="12" value="3">',
        "3 sur 12",
        "todo--urgent",
    ):
        assert expected in html, expected


def test_alerts_and_dialogs_hold_what_they_are_given(render):
    html = render(
        "{% call alert('danger', 'Échec') %}<p>{{ typed }}</p>{% endcall %}{{ notification('Enregistré') }}"
        "{% call fieldset('Adresse') %}champ{% endcall %}"
        "{% call confirm_dialog(request, id='d', title='Supprimer ?', action='/x', label='Supprimer') %}<p>Sûr ?</p>{% endcall %}",
        typed="<script>",
    )
    assert "<script>" not in html
    assert "data-says" in html
    assert "<legend" in html
    assert '<dialog class="dialog" id="d"' in html
