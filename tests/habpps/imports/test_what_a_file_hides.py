"""What a spreadsheet shows otherwise than its texts say is said line by line: never taken, never dropped, in silence."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from portal.accounts.models import User
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.lines import Line, Remark, Unreadable
from portal.habpps.imports.queries import Planned, plan
from portal.habpps.imports.spreadsheets import read_lines
from portal.habpps.models import UserImport
from tests.factories.habpps import actor
from tests.net.reading import read

from . import sheets
from .sheets import HEADER, archive, row
from .test_imports import send

STYLE = ' table:visibility="collapse"'
FILTERED = ' table:visibility="filter"'


def people(count: int = 4) -> list[list[str]]:
    names = ("Un", "Deux", "Trois", "Quatre", "Cinq")[:count]
    return [row(name, email=f"{name.lower()}@exemple.fr", group="AFAS Déclarer") for name in names]


def book(change, rows=None) -> bytes:
    """An XLSX of four people, changed as in a spreadsheet program."""
    made = Workbook()
    sheet = made.worksheets[0]
    for each in [HEADER, *(rows or people())]:
        sheet.append(each)
    change(sheet)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def ods_row(texts, attributes: str = "", spans: dict[int, str] | None = None) -> str:
    """`spans`: by place, the cell in full."""
    drawn = "".join((spans or {}).get(place) or sheets.cells(text) for place, text in enumerate(texts))
    return f"<table:table-row{attributes}>{drawn}</table:table-row>"


def ods_book(*rows: str, columns: str = "", name: str = "Utilisateurs") -> bytes:
    return sheets.ods(f'<table:table table:name="{name}">{columns}{ods_row(HEADER)}{"".join(rows)}</table:table>')


def keep(here, name: str, content: bytes) -> UserImport:
    lines = read_lines(name, content)
    return keep_import(actor=actor(here.admin), agreement=here.agreement, file_name=name, lines=lines)


def planned(here, name: str, content: bytes) -> dict[int, Planned]:
    return {line.number: line for line in plan(actor(here.admin), keep(here, name, content))}


def hide_rows(sheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[5].hidden = True


HIDDEN_ROWS = {
    "f.xlsx": book(hide_rows),
    "f.ods": ods_book(
        *(ods_row(each, attributes) for each, attributes in zip(people(), ("", STYLE, "", FILTERED), strict=True))
    ),
}


@pytest.mark.parametrize("name", HIDDEN_ROWS)
def test_a_hidden_or_filtered_row_is_said_and_not_taken(here, name):
    kept = keep(here, name, HIDDEN_ROWS[name])
    found = plan(actor(here.admin), kept)
    assert [bool(line.errors) for line in found] == [False, True, False, True]
    assert all("masquée ou filtrée" in line.errors[0] and len(line.errors) == 1 for line in found if line.errors)
    done = confirm_import(actor=actor(here.admin), kept=kept, good_lines_only=True)
    assert (done.written, [line.number for line in done.left]) == (2, [3, 5])
    assert set(User.objects.filter(email__endswith="@exemple.fr").values_list("email", flat=True)) >= {
        "un@exemple.fr",
        "trois@exemple.fr",
    }
    assert not User.objects.filter(email__in=["deux@exemple.fr", "quatre@exemple.fr"]).exists()


def test_rows_of_a_folded_group_are_hidden(here):
    folded = f'<table:table-row-group table:display="false">{ods_row(people(2)[1])}</table:table-row-group>'
    found = planned(here, "f.ods", ods_book(ods_row(people(1)[0]), folded))
    assert [bool(line.errors) for line in found.values()] == [False, True]


def test_a_hidden_row_above_the_titles_is_no_title(here):
    content = io.BytesIO()
    made = load_workbook(io.BytesIO(book(lambda sheet: None)))
    made.worksheets[0].insert_rows(1)
    made.worksheets[0]["A1"] = "champ_nom"
    made.worksheets[0].row_dimensions[1].hidden = True
    made.save(content)
    found = planned(here, "f.xlsx", content.getvalue())
    assert [(number, bool(line.errors)) for number, line in found.items()] == [
        (1, True),
        (3, False),
        (4, False),
        (5, False),
        (6, False),
    ]


def merge_groups(sheet) -> None:
    sheet.merge_cells("F3:F4")


MERGED = {
    "f.xlsx": book(merge_groups),
    "f.ods": ods_book(
        ods_row(people()[0]),
        ods_row(
            people()[1],
            spans={
                5: '<table:table-cell table:number-rows-spanned="2"><text:p>AFAS Déclarer</text:p></table:table-cell>'
            },
        ),
        # LibreOffice may keep a text under the merged cell, which nobody sees.
        ods_row(
            people()[2],
            spans={5: "<table:covered-table-cell><text:p>AFAS Habiliter</text:p></table:covered-table-cell>"},
        ),
    ),
}


@pytest.mark.parametrize("name", MERGED)
def test_a_merged_cell_counts_for_its_own_line_alone(here, name):
    found = planned(here, name, MERGED[name])
    assert (found[2].errors, found[2].notes) == ([], [])
    assert found[3].errors == []
    assert "Groupe : cette cellule est fusionnée avec d'autres" in found[3].notes[0]
    assert found[4].errors == [
        "Groupe : cette cellule est fusionnée avec une autre. Défusionnez, et écrivez la valeur sur chaque ligne."
    ]
    assert found[4].groups == []


def test_merged_cells_across_columns(here):
    found = planned(here, "f.xlsx", book(lambda sheet: sheet.merge_cells("A3:B3")))
    assert [error.partition(" : ")[0] for error in found[3].errors] == ["Prénom"]


def test_more_merged_cells_than_anybody_draws():
    def merge(sheet):
        for number in range(2, 504):
            sheet.merge_cells(f"F{number}:G{number}")

    with pytest.raises(Unreadable, match="cellules fusionnées"):
        read_lines("f.xlsx", book(merge))


def test_a_merge_of_the_whole_sheet_takes_no_time_and_no_memory():
    packed = load_workbook(io.BytesIO(book(lambda sheet: sheet.merge_cells("K2:K3"))))
    content = io.BytesIO()
    packed.save(content)
    changed = replace_in(content.getvalue(), "K2:K3", "K2:XFD1048576")
    assert len(read_lines("f.xlsx", changed)) == 5


def replace_in(content: bytes, before: str, after: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with some of a part's XML written otherwise."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    entries: dict[str, str | bytes] = {each.filename: packed.read(each) for each in packed.infolist()}
    text = packed.read(part).decode()
    assert before in text
    entries[part] = text.replace(before, after)
    return archive(entries)


def write_formula(sheet) -> None:
    sheet["F3"] = "=F2"


WITHOUT_VALUE = {
    "f.xlsx": book(write_formula),
    "f.ods": ods_book(
        ods_row(people()[0]),
        ods_row(people()[1], spans={5: '<table:table-cell table:formula="of:=[.F2]"/>'}),
    ),
}


@pytest.mark.parametrize("name", WITHOUT_VALUE)
def test_a_formula_without_a_value_is_no_empty_cell(here, name):
    found = planned(here, name, WITHOUT_VALUE[name])
    assert found[2].errors == []
    (only,) = found[3].errors
    assert only.startswith("Groupe : cette formule n'a pas de valeur")


def test_a_line_of_formulas_without_values_is_said(here):
    """Nothing of it could be read: it was an empty line, and gone."""

    def write(sheet):
        for place in range(1, 4):
            sheet.cell(6, place).value = f"=A{place}"

    found = planned(here, "f.xlsx", book(write))
    assert len(found[6].errors) == 3


def test_a_formula_whose_value_is_an_empty_text_has_a_value(here):
    content = replace_in(book(write_formula), '<c r="F3"', '<c t="str" r="F3"')
    assert planned(here, "f.xlsx", content)[3].errors == []


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#NOM?", "#DIV/0!", "Err:502", "#####"])
def test_the_error_of_a_formula_is_no_name(here, text):
    found = planned(here, "f.csv", sheets.csv(row(text)))
    (only,) = found[2].errors
    assert only == f"Nom : «\u00a0{text}\u00a0» est l'erreur d'une formule. Corrigez-la, ou écrivez la valeur."


def test_what_is_in_a_column_that_is_not_read_is_said(here):
    header = [*HEADER[:3], "Service", "", *HEADER[3:]]
    first, second = row("Un", email="un@exemple.fr"), row("Deux", email="deux@exemple.fr")
    rows = [[*first[:3], "Accueil", "x", *first[3:]], [*second[:3], "", "", *second[3:]]]
    kept = keep(here, "f.csv", sheets.csv(*rows, header=header))
    one, two = plan(actor(here.admin), kept)
    assert one.notes == ["Non lu : «\u00a0Service\u00a0» et la colonne E, sans titre."]
    assert (two.notes, one.errors, two.errors) == ([], [], [])
    assert kept.notes == ["Colonnes non lues : «\u00a0Service\u00a0» et la colonne E, sans titre."]


def test_a_line_with_nothing_in_the_columns_that_are_read(here):
    found = planned(here, "f.csv", sheets.csv(row(), ["", "", "", *[""] * 7, "Total : 1"]))
    assert [error.partition(" : ")[0] for error in found[3].errors] == ["Nom", "Prénom", "Adresse mail"]


HIDDEN_COLUMN = {
    "f.xlsx": book(lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True)),
    "f.ods": ods_book(
        *map(ods_row, people()),
        columns='<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>',
    ),
}


@pytest.mark.parametrize("name", HIDDEN_COLUMN)
def test_what_a_hidden_column_gives_is_said_and_shown(here, name):
    found = planned(here, name, HIDDEN_COLUMN[name])
    assert all(line.notes == ["Groupe : cette colonne est masquée dans le fichier."] for line in found.values())
    assert all(line.groups and not line.errors for line in found.values())


def test_columns_and_texts_past_what_is_read(here):
    long = [*row("x" * 2001), *[""] * 25, "loin"]
    found = planned(here, "f.csv", sheets.csv(long))
    assert found[2].errors == ["Nom : ce texte dépasse 2\u202f000\u00a0caractères."]
    assert "Rien n'est lu après la 30e colonne." in found[2].notes


def test_rows_far_below_the_table():
    def write(sheet):
        sheet["A6000"] = "Oublié"

    with pytest.raises(Unreadable, match="La ligne 6000 du classeur"):
        read_lines("f.xlsx", book(write))


def test_other_sheets_are_said_but_that_of_the_model(here):
    rows = [HEADER, *people()]
    content = sheets.xlsx(("Site A", "visible", rows), ("Site B", "visible", rows), ("Aide", "visible", [["x"]]))
    assert keep(here, "f.xlsx", content).notes == [
        "Seule la feuille «\u00a0Site A\u00a0» est lue, et non «\u00a0Site B\u00a0»."
    ]


def test_a_file_that_hides_nothing_has_nothing_to_say(here):
    for name in ("f.xlsx", "f.ods", "f.csv"):
        extension = name.partition(".")[2]
        content = sheets.csv(*people()) if extension == "csv" else sheets.office(extension, *people())
        kept = keep(here, name, content)
        assert (kept.notes, [line[2:] for line in kept.lines]) == ([], [[{}, []]] * 4)


def test_what_the_version_before_kept_is_still_read(here):
    kept = keep(here, "f.csv", sheets.csv(*people()))
    kept.lines = [each[:2] for each in kept.lines]
    assert [line.errors for line in plan(actor(here.admin), kept)] == [[]] * 4


def test_the_page_shows_every_value_that_will_be_written(client, here):
    """Telephone, kind of post, the activities of « Toutes »; and what the file keeps to itself."""
    client.force_login(here.admin)
    cells = row(phone="322000000", mobility="Itinérant", roles="Fr DA", activities="Toutes")
    address = send(client, here.agreement, sheets.csv([*cells, "Accueil"], header=[*HEADER, "Service"])).url
    page = re.sub(r"\s+", " ", read(client.get(address)))
    for expected in ("0322000000, Itinérant", here.activity.name, "Colonnes non lues : « Service »", "premier 0"):
        assert expected in page


TITLES = "Nom;Prénom;Adresse mail"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_in_any_writing_of_unicode(encoding, end):
    """« Texte Unicode » of a spreadsheet is UTF-16; an old Macintosh ends its lines otherwise."""
    content = end.join([TITLES, "Léger;Zoé;zoe@exemple.fr", "Büşra;Noël;noel@exemple.fr"]).encode(encoding)
    assert [line.cells for line in read_lines("f.csv", content)] == [
        TITLES.split(";"),
        ["Léger", "Zoé", "zoe@exemple.fr"],
        ["Büşra", "Noël", "noel@exemple.fr"],
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_an_old_encoding_is_known_by_the_titles(encoding):
    content = f"{TITLES}\rLefèvre;Joël Françoise;joel@exemple.fr".encode(encoding)
    assert read_lines("f.csv", content)[1].cells == ["Lefèvre", "Joël Françoise", "joel@exemple.fr"]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
@pytest.mark.parametrize("name", ["André", "Hélène", "Noël", "Benoît", "Jérôme"])
def test_accents_that_cannot_be_told_are_refused_with_advice(encoding, name):
    content = f"Nom;Prenom;Mail\rRoy;{name};x@exemple.fr".encode(encoding)
    with pytest.raises(Unreadable, match=r"accents de ce fichier.*CSV UTF-8"):
        read_lines("f.csv", content)


def test_titles_without_accents_on_windows():
    content = "Nom;Prenom;Mail\r\nO’Brien;Joël « Jo »;x@exemple.fr".encode("cp1252")
    assert read_lines("f.csv", content)[1].cells == ["O’Brien", "Joël « Jo »", "x@exemple.fr"]


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("f.xls", b"\xd0\xcf\x11\xe0", "ancien format d'Excel.*xlsx"),
        ("f.xlsm", b"PK", "macros.*xlsx"),
        ("f.numbers", b"PK", "Exporter vers, Excel"),
        ("f.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mot de passe.*ancien format.*xlsx"),
        ("f.csv", b"Nom;Pr\x00\x00nom", "CSV UTF-8"),
    ],
)
def test_other_files_get_advice_of_their_own(name, content, advice):
    with pytest.raises(Unreadable, match=advice):
        read_lines(name, content)


def test_a_line_has_no_remark_of_another():
    """Rows that an ODS writes once for several have each their own."""
    twice = ods_row(people(1)[0], ' table:number-rows-repeated="2"')
    found = read_lines("f.ods", ods_book(twice))
    found[1].remarks.append(Remark("à part"))
    assert found[2] == Line(3, found[1].cells)
