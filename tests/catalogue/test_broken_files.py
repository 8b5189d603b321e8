"""A broken file stops the start and says which file, which line and why."""

import pytest

from portal.catalogue.errors import BrokenCatalogueError

from .files import SMALL, broken, line_of, problems, small, write


def test_the_small_type_is_sound(tmp_path):
    assert small(tmp_path).edition("CLUB", 2024).estimate("ACTUAL", {"hours": "100"}, {}).amount == 54


def test_bad_yaml(tmp_path):
    write(tmp_path, "club/club.yaml", "type: CLUB\nlabel: [Club\nnatures:\n")
    assert problems(tmp_path) == ["club.yaml:3: not YAML: expected ',' or ']', but got ':'"]


def test_a_tab_instead_of_spaces(tmp_path):
    write(tmp_path, "club/club.yaml", "type: CLUB\nnatures:\n\tCLUB: Club\n")
    assert problems(tmp_path)[0].startswith("club.yaml:3: not YAML: ")


def test_a_file_that_is_not_utf8(tmp_path):
    write(tmp_path, "club/club.yaml", "").write_bytes(b"type: CLUB\nlabel: \xe9t\xe9\n")
    assert problems(tmp_path)[0].startswith("club.yaml:1: not YAML in UTF-8")


def test_an_empty_file(tmp_path):
    write(tmp_path, "club/club.yaml", "")
    assert problems(tmp_path)[0].startswith("club.yaml:1: ")


def test_a_key_given_twice(tmp_path):
    write(tmp_path, "club/club.yaml", "type: CLUB\nlabel: Un\nlabel: Deux\n")
    assert problems(tmp_path) == ["club.yaml:3: « label » is given twice"]


def test_anchors_are_refused(tmp_path):
    write(tmp_path, "club/club.yaml", "type: CLUB\nnatures: &a\n  CLUB: Club\nother: *a\n")
    assert problems(tmp_path) == ["club.yaml:2: anchors and aliases are not used in the catalogue"]


def test_an_unknown_key(tmp_path):
    found = broken(tmp_path, ("kind: integer, unit: heures}", "kind: integer, units: heures}"))
    line = line_of("code: hours")
    assert found == [f"club.yaml:{line}: activity.0.questions.0.units: Extra inputs are not permitted"]


def test_a_missing_key_is_reported_at_what_lacks_it(tmp_path):
    found = broken(tmp_path, ('    message: "Indiquez les frais de personnel pour {hours}."\n', ""))
    assert found == [f"club.yaml:{line_of('code: staff')}: controls.0.message: Field required"]


def test_an_unknown_kind_of_question(tmp_path):
    found = broken(tmp_path, ("label: Heures, kind: integer", "label: Heures, kind: number"))
    assert found[0].startswith(f"club.yaml:{line_of('code: hours')}: activity.0.questions.0.kind: ")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("label: Heures, kind: integer", "label: Heures, kind: choice", "choices are for kind choice"),
        ("unit: heures}", "unit: heures, minimum: 5, maximum: 4}", "minimum is above maximum"),
        ("unit: heures}", "unit: heures, decimals: 2}", "an integer has no decimals"),
        ("label: Heures, kind: integer", "label: Heures, kind: text, minimum: 1", "are for figures"),
        ("number: 64, ", "", "an amount with its account number"),
        ("code: hours", "code: Hours", "String should match pattern"),
        ("years: 2024-2025", "years: 2025-2024", "write a fiscal year or a range"),
        ("years: 2024-2025", "years: 24", "write a fiscal year or a range"),
        ("opens: 15/12/N-1", "opens: 15/12", "write day/month/N"),
        ("opens: 15/12/N-1", "opens: 31/02/N", "day is out of range"),
        ("due: 13/02/N", "due: 13/02/N-1", "due before it opens"),
        ("declaration: FORECAST", "declaration: UPDATE", "a period goes with UPDATE"),
        ("value: 0.54", "value: cher", "Input should be a valid decimal"),
        ("confirmed: true}", "confirmed: perhaps}", "Input should be a valid boolean"),
        ("source: Tests., confirmed: true}", "confirmed: true}", "rates.0.source: Field required"),
    ],
)
def test_values_that_make_no_sense(tmp_path, old, new, reason):
    found = broken(tmp_path, (old, new))
    assert len(found) == 1
    assert reason in found[0]
    assert abs(int(found[0].split(":")[1]) - line_of(old)) <= 1


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    found = broken(
        tmp_path,
        ("value: 0.54", "value: cher"),
        ("code: hours", "code: Hours"),
        ("severity: BLOCKING", "severity: BAD"),
    )
    assert len(found) == 3


def test_an_expression_that_is_none(tmp_path):
    found = broken(tmp_path, ("formula: hours * rate", "formula: hours ** rate"))
    assert found == [f"club.yaml:{line_of('formula:')}: derived.0.formula: Pow is not part of the language"]


def test_an_unknown_name_in_a_formula(tmp_path):
    (found,) = broken(tmp_path, ("formula: hours * rate", "formula: heures * rate"))
    place, reason = f"club.yaml:{line_of('formula:')}", "neither a question, a rate nor an earlier figure"
    assert found == f"{place}: unknown name heures, {reason} (in 2024, 2025)"


def test_an_unknown_name_in_a_rule(tmp_path):
    found = broken(tmp_path, ("rule: account_64 > 0", "rule: account_46 > 0"))
    assert found[0].startswith(f"club.yaml:{line_of('rule:')}: unknown name account_46")


def test_an_unknown_name_in_a_message(tmp_path):
    found = broken(tmp_path, ("pour {hours}", "pour {heures}"))
    assert found[0].startswith(f"club.yaml:{line_of('message:')}: unknown name {{heures}} in the text")


def test_a_rate_that_is_missing_in_one_year(tmp_path):
    found = broken(tmp_path, ("label: Taux horaire, value", "label: Taux horaire, years: 2024, value"))
    assert found == [
        f"club.yaml:{line_of('formula:')}: unknown name rate, neither a question, a rate nor an earlier figure (in 2025)"
    ]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("sum_rows('group', 'size')", "unknown table group"),
        ("sum_rows('groups', 'sizes')", "unknown column groups.sizes"),
        ("sum_rows('groups', 'level')", "groups.level is not a figure"),
        ("count_rows('groups', 'level', 'MIDDLE')", "MIDDLE is not a choice of groups.level"),
        ("1 if answered('hour') else 0", "unknown question hour"),
        ("aid + 1", "unknown name aid"),
        ("size + 1", "unknown name size"),
        ("hours > 1", "this must give a figure"),
        ("min(hours)", "min() has a wrong number of arguments"),
    ],
)
def test_formulas_that_cannot_work_are_found_before_anybody_types(tmp_path, formula, reason):
    found = broken(tmp_path, ("formula: hours * rate", f'formula: "{formula}"'))
    assert found[0].startswith(f"club.yaml:{line_of('formula:')}: ")
    assert reason in found[0]


def test_a_rule_that_adds_a_choice_to_a_figure(tmp_path):
    rows = ("part: FINANCIAL", "part: FINANCIAL\n    each_row: groups")
    found = broken(tmp_path, rows, ("rule: account_64 > 0 or hours == 0", "rule: level + size > 0"))
    assert "a text and a figure do not mix" in found[0]


def test_a_rule_that_gives_a_figure(tmp_path):
    found = broken(tmp_path, ("rule: account_64 > 0 or hours == 0", "rule: account_64 + hours"))
    assert "this must give yes or no" in found[0]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("code: account_70", "code: account_64", "the code account_64 is used twice"),
        ("code: account_70", "code: hours", "the code hours is used twice"),
        ("code: aid", "code: hours", "the code hours is used twice"),
        ("{code: rate,", "{code: hours,", "the code hours is used twice"),
        ("code: account_70", "code: balance", "the code balance is used twice"),
        ("{code: size,", "{code: hours,", "a code that is used elsewhere"),
        ("steps: [aid]", "steps: [help]", "help is not a derived figure"),
        ("amount: aid", "amount: hours", "hours is not a derived figure"),
        ("fields: [account_64]", "fields: [account_46]", "there is no question account_46"),
        ("part: FINANCIAL", "part: FINANCIAL\n    each_row: people", "there is no table people"),
        ("declaration: ACTUAL", "declaration: FORECAST", "FORECAST opens twice"),
    ],
)
def test_names_that_do_not_fit_together(tmp_path, old, new, reason):
    assert reason in "\n".join(broken(tmp_path, (old, new)))


def test_a_year_without_a_calendar(tmp_path):
    write(tmp_path, "club/club.yaml", SMALL[: SMALL.index("calendar:")])
    assert problems(tmp_path) == [
        "club.yaml:7: CLUB 2024 is incomplete: no calendar",
        "club.yaml:7: CLUB 2025 is incomplete: no calendar",
    ]


def test_a_block_without_years(tmp_path):
    assert broken(tmp_path, ("years: 2024-2025\n", ""))[0].startswith("club.yaml:1: years: missing, for activity")


def test_a_folder_that_holds_nothing(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "this catalogue folder holds no file" in problems(tmp_path / "empty")[0]
    assert "this catalogue folder holds no file" in problems(tmp_path / "absent")[0]


def test_the_error_reads_one_problem_per_line(tmp_path):
    with pytest.raises(BrokenCatalogueError) as error:
        small(tmp_path, ("value: 0.54", "value: cher"), ("code: hours", "code: Hours"))
    assert [line.rsplit("club.yaml:", 1)[1].split(":")[0] for line in str(error.value).splitlines()] == [
        str(line_of("code: hours")),
        str(line_of("value: 0.54")),
    ]
