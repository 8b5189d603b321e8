"""The questionnaire that screens walk through."""

import pytest

from .examples import activity, animator, financial, psjeune

ACTIVITY = psjeune().questionnaire("ACTIVITY", "ACTUAL")
FINANCIAL = psjeune().questionnaire("FINANCIAL", "ACTUAL")


def test_fields_are_the_questions_of_all_sections_in_order():
    assert [question.code for question in FINANCIAL.fields()] == [
        question.code for section in FINANCIAL.sections for question in section.questions
    ]


def test_a_questionnaire_says_what_it_is_for():
    assert (ACTIVITY.part, ACTIVITY.declaration_type) == ("ACTIVITY", "ACTUAL")


def test_required_depends_on_the_type_of_declaration():
    required = {
        declaration_type: psjeune().questionnaire("ACTIVITY", declaration_type).question("parents").required
        for declaration_type in ("FORECAST", "UPDATE", "ACTUAL")
    }
    assert required == {"FORECAST": False, "UPDATE": False, "ACTUAL": True}


def test_answers_walk_through_questions_then_rows():
    document = activity(animator(), animator(etp="0.50"))
    found = {field: answer for field, _, answer in ACTIVITY.answers(document)}
    assert found["opening_days"] == "200"
    assert found["animators.1.etp"] == "0.50"
    assert found["comment"] is None
    assert len(found) == len(ACTIVITY.fields()) + 2 * 4


def test_answers_ignore_what_is_not_asked():
    fields = {field for field, _, _ in FINANCIAL.answers(financial() | {"account_99": "1.00"})}
    assert "account_99" not in fields


def test_a_nil_half_answers_every_figure_by_zero_in_its_own_writing():
    nil = ACTIVITY.nil_document()
    assert (nil["opening_days"], nil["opening_hours"], nil["promeneurs_du_net"], nil["animators"]) == (
        "0",
        "0.00",
        "false",
        [],
    )
    assert "comment" not in nil
    assert set(FINANCIAL.nil_document().values()) == {"0.00"}


def test_nil_documents_are_not_shared():
    FINANCIAL.nil_document()["account_60"] = "9.00"
    assert FINANCIAL.nil_document()["account_60"] == "0.00"


@pytest.mark.parametrize(
    ("code", "kind", "unit", "decimals"),
    [
        ("account_60", "amount", "€", 2),
        ("animators.etp", "decimal", "ETP", 2),
        ("animators.months", "integer", "mois", 0),
        ("comment", "long_text", "", 0),
    ],
)
def test_kinds_bring_their_unit_and_decimals(code, kind, unit, decimals):
    questionnaire = FINANCIAL if code.startswith("account") else ACTIVITY
    question = questionnaire.question(code)
    assert (question.kind, question.unit, question.decimals) == (kind, unit, decimals)


def test_texts_have_a_length_and_figures_a_minimum():
    assert ACTIVITY.question("comment").max_length == 2000
    assert all(q.minimum is not None for q in (*ACTIVITY.fields(), *FINANCIAL.fields()) if q.is_figure)


def test_every_label_is_french_and_complete():
    for question in (*ACTIVITY.fields(), *FINANCIAL.fields()):
        assert question.label[0].isupper()
        assert not question.label.endswith((".", ":", " "))


def test_an_edition_builds_its_questionnaires_once():
    assert psjeune().questionnaire("ACTIVITY", "ACTUAL") is ACTIVITY


def test_a_questionnaire_cannot_be_changed():
    with pytest.raises(AttributeError):
        ACTIVITY.question("comment").label = "Autre"
