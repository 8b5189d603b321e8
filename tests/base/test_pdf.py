"""PDF files hold what people typed, whatever they typed."""

import pytest

from portal.base.pdf import _drawable, tagged_pdf


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "paper.typ"
    path.write_text('#set document(title: "Essai")\n#let paper = json(bytes(sys.inputs.paper))\n#paper.name')
    return path


@pytest.mark.parametrize("name", ["L’Étoile", "Zoé 😀", "漢字", "Ca\x07mille", '#panic("x") $1+1$ @x <y> */ \\'])
def test_no_character_stops_a_paper(template, name):
    """Neither one that no font of the portal draws, nor typst's own signs: they are data."""
    assert tagged_pdf(template, paper={"name": name}).startswith(b"%PDF")


def test_what_cannot_be_drawn_is_marked_and_the_rest_stays():
    kept = {"name": "Zoé 😀, « l’Étoile »", "lines": [("Œuvre", 3)]}
    assert _drawable(kept) == {"name": "Zoé ?, « l’Étoile »", "lines": [["Œuvre", 3]]}


def test_another_error_is_not_hidden(template):
    with pytest.raises(Exception, match="name"):
        tagged_pdf(template, paper={})
