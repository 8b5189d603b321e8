"""The journal is read as sentences: words of the field, never codes."""

import pytest

from portal.habpps.oversight.queries.journal import write_sentence
from portal.journal.models import Entry


def told(kind: str, **facts) -> str:
    return write_sentence(
        Entry(kind=kind, facts=facts), {("user", 7): "Camille Roy", ("activity", 3): "Accueil jeunes"}
    )


def test_a_type_of_activity_is_said_by_its_name():
    said = told("habpps.activity_added", activity=3, type_code="PSJEUNE", opens_on="2026-09-01")
    assert said == "a ajouté l'activité Accueil jeunes (PS Jeunes) à partir du 01/09/2026"


def test_an_unknown_type_is_still_said():
    assert "(ANCIEN)" in told("habpps.activity_added", activity=3, type_code="ANCIEN", opens_on="2026-09-01")


def test_a_role_keeps_its_no_break_spaces():
    said = told("habpps.right_given", user=7, role="AFAS_DECLARANT", place="", valid_from="2026-09-01", valid_until="")
    assert "«\u00a0AFAS Déclarer\u00a0»" in said
    assert "  " not in said


def test_a_declaration_is_told_with_its_activity_and_its_campaign():
    facts = {"part": "FINANCIAL", "declared": "activity:3", "campaign": "Réelle 2025"}
    assert told("afas.part_sent_back", **facts) == (
        "a renvoyé à la saisie les données financières pour Accueil jeunes (Réelle 2025)"
    )


def test_an_activity_that_is_gone_is_told_by_its_number():
    assert told("afas.taken", version=1, declared="activity:99", campaign="Réelle 2025").endswith(
        "pour n° 99 (Réelle 2025)"
    )


def test_an_event_that_does_not_name_its_activity_still_reads():
    assert told("afas.validated", version=2) == "a validé la version 2 de la déclaration"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("habpps.manage_users", "s'est vu refuser «\u00a0gérer les utilisateurs d'une convention\u00a0»"),
        ("", "s'est vu refuser une action"),
        ("room.gone", "s'est vu refuser une action"),
    ],
)
def test_a_refusal_says_what_was_asked_and_no_address(code, said):
    assert told("habpps.refused", permission=code, method="GET", route="habpps:user_create") == said


@pytest.mark.parametrize(("name", "said"), [("Amina Diallo", "d’Amina Diallo"), ("Camille Roy", "de Camille Roy")])
def test_a_name_takes_its_elision(name, said):
    event = Entry(kind="habpps.person_restored", facts={"user": 7})
    assert write_sentence(event, {("user", 7): name}) == f"a rétabli l'accès {said} à la convention"


@pytest.mark.parametrize("people", [0, 1, 12])
def test_a_count_reads_whatever_it_is(people):
    assert told("habpps.agreement_suspended", people=people).endswith(f"(personnes concernées : {people})")


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("accounts.link_issued", {"purpose": "RESET"}, "lien envoyé (nouveau mot de passe)"),
        ("accounts.created", {"mode": "lien"}, "a créé le compte (activé par un lien)"),
        ("accounts.session_lapsed", {"why": "idle"}, "session terminée (restée inactive)"),
        ("habpps.contact_changed", {"user": 7, "fields": ["phone"]}, "coordonnées de Camille Roy (téléphone)"),
    ],
)
def test_codes_are_said_in_words(kind, facts, said):
    assert told(kind, **facts).endswith(said)


def test_an_event_written_before_its_kind_had_a_fact_reads_without_it():
    said = told("habpps.right_given", user=7, role="AFAS_DECLARANT", valid_from="2026-09-01")
    assert said == "a donné à Camille Roy le rôle Membre du groupe «\u00a0AFAS Déclarer\u00a0» à partir du 01/09/2026"
