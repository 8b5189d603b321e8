"""French that no template sets: what scripts say, what documents hold. Pages and mails are checked wherever a test
sees one (`tests/net/french.py`)."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from portal.base.pdf import tagged_pdf
from portal.ui.exports import build
from portal.ui.tables import Column
from tests.net.code import PORTAL
from tests.net.french import check_french

COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`')
HOLE = re.compile(r"\$\{[^{}]*\}")
TYPST_TEXT = re.compile(r"\[([^\[\]#]*)")


def spoken(script: str) -> list[str]:
    """The texts of a script, « x » in place of what is computed; holes within holes begin another text."""
    texts = [HOLE.sub("x", plain or computed) for plain, computed in STRING.findall(COMMENT.sub("", script))]
    return [text for text in texts if "${" not in text]


@pytest.mark.parametrize("path", sorted(PORTAL.glob("*/static/**/*.js")), ids=lambda path: path.name)
def test_scripts_speak_as_pages_do(path: Path):
    said = [
        text for text in spoken(path.read_text()) if re.search(r"[a-zà-ÿ] [:;!?»]|« |^ [:;] $|[a-zà-ÿ]'[a-zà-ÿ]", text)
    ]
    check_french(*said)
    assert not [text for text in said if text in (" : ", " ; ")]


@pytest.mark.parametrize("path", sorted(PORTAL.glob("**/*.typ")), ids=lambda path: path.name)
def test_documents_are_set_as_pages_are(path: Path):
    check_french(*TYPST_TEXT.findall(COMMENT.sub("", path.read_text())))


def test_what_a_document_is_given_is_set(tmp_path: Path):
    template = tmp_path / "one.typ"
    template.write_text('#set document(title: "x")\n#set text(lang: "fr")\n#json(bytes(sys.inputs.said)).at(0)')
    text = PdfReader(BytesIO(tagged_pdf(template, said=["d'Or : « a « b » »"]))).pages[0].extract_text()
    assert text.strip() == "d’Or\u00a0: «\u00a0a “b”\u00a0»"


def test_headings_of_a_file_are_set_and_what_was_typed_is_not():
    columns = [Column("Date d'ouverture", value="name")]
    assert b"".join(build("Liste", columns, [{"name": "L'Ancre : oui"}], "csv")).decode() == (
        "\ufeffDate d’ouverture\r\nL'Ancre : oui\r\n"
    )
