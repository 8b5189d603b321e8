"""The page on ASVS names tests that exist, and leaves out none of the requirements that it answers for."""

import re
from pathlib import Path

from tests.net.code import functions, tree

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "security" / "asvs.md"
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| (yes|paper|part|n/a) \| ([^|]*)\| ([^|]*)\|$", re.MULTILINE
)
# Requirements of levels 1 and 2 in ASVS 5.0, by section: how many, and those of level 3 between them.
LEVELS_1_AND_2 = {
    "6.1": range(1, 4),
    "6.2": range(1, 13),
    "6.3": range(1, 5),
    "6.4": range(1, 5),
    "6.5": range(1, 6),
    "6.6": range(1, 4),
    "6.8": range(1, 5),
    "7.1": range(1, 4),
    "7.2": range(1, 5),
    "7.3": range(1, 3),
    "7.4": range(1, 6),
    "7.5": range(1, 3),
    "7.6": range(1, 3),
    "8.1": range(1, 3),
    "8.2": range(1, 4),
    "8.3": range(1, 2),
    "8.4": range(1, 2),
}
ROWS = ROW.findall(PAGE.read_text())
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE.read_text())))


def test_each_requirement_has_its_line():
    expected = [f"{section}.{number}" for section, numbers in LEVELS_1_AND_2.items() for number in numbers]
    assert [row[0] for row in ROWS] == expected


def test_every_line_of_the_tables_is_understood():
    assert len(re.findall(r"^\| \d", PAGE.read_text(), re.MULTILINE)) == len(ROWS)


def test_the_tests_that_it_names_exist():
    gone = [f"{file}::{name}" for file, name in NAMED if name not in functions_of(TESTS / file)]
    assert gone == []


def functions_of(file: Path) -> set[str]:
    return {node.name for node in functions(tree(file))} if file.exists() else set()


def test_an_answer_shows_or_says_why():
    """« yes » and « part » name a test; what is missing or not there is said."""
    bare = [row[0] for row in ROWS if ("::" in row[4]) is not (row[2] in ("yes", "part"))]
    silent = [row[0] for row in ROWS if not row[3].strip() and row[2] != "yes"]
    assert (bare, silent) == ([], [])
