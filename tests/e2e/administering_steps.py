"""What the tests of administration share: measured journeys, people, files."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page
from pypdf import PdfWriter

from tests.e2e.inspecting import ROOT, Inspector

FIGURES = ROOT / "var" / "e2e-figures.txt"
COUNT_CLICKS = """addEventListener("click", event => {
  if (event.isTrusted) sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") ?? 0) + 1);
}, true)"""


@dataclass
class Figures:
    """What each journey costs; told at the end of the run, never judged: machines differ."""

    lines: list[str] = field(default_factory=list)
    inspecting: float = 0.0

    @contextmanager
    def journey(self, name: str, *pages: Page) -> Iterator[None]:
        """Clicks of these pages and seconds, without what it takes to inspect them."""
        begun, apart, before = time.monotonic(), self.inspecting, sum(map(clicks, pages))
        yield
        seconds = time.monotonic() - begun - (self.inspecting - apart)
        self.lines.append(f"{name} : {sum(map(clicks, pages)) - before} clics, {seconds:.1f} s")

    def write(self) -> None:
        FIGURES.write_text("\n".join(self.lines) + "\n")


def clicks(page: Page) -> int:
    """Clicks of the page since it was opened; keys typed and lists chosen from are none."""
    return int(page.evaluate('sessionStorage.getItem("clicks") ?? 0'))


@dataclass
class TimedInspector:
    """The inspector, whose time is known."""

    inspect: Inspector
    figures: Figures

    def __call__(self, page: Page, name: str) -> None:
        begun = time.monotonic()
        self.inspect(page, f"administering-{name}")
        self.figures.inspecting += time.monotonic() - begun


def download(page: Page, role: str, label: str) -> tuple[str, bytes]:
    """Name and content of the file behind a link or a button of the page's content."""
    with page.expect_download() as found:
        page.get_by_role("main").get_by_role(role, name=label).first.click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def send_file(page: Page, name: str, content: bytes, kind: str = "application/octet-stream") -> None:
    page.set_input_files("main input[type=file]", {"name": name, "mimeType": kind, "buffer": content})


def fill_model(model: bytes, lines: Sequence[dict[str, str]]) -> bytes:
    """The spreadsheet that the portal gives, filled in: one line a person, by the names of its columns."""
    book = load_workbook(io.BytesIO(model))
    sheet = book.worksheets[0]
    columns = [cell.value for cell in sheet[1]]
    for line in lines:
        sheet.append([line.get(column, "") for column in columns])
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def hide_something(workbook: bytes) -> bytes:
    """The same, with a line filtered out, a merged cell and a column of one's own."""
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("F12:G12")
    sheet.cell(1, sheet.max_column + 1).value = "Service"
    sheet.cell(6, sheet.max_column).value = "Accueil"
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def read_book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), read_only=True)


def small_pdf() -> bytes:
    """One blank page."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=210, height=297)
    writer.write(content)
    return content.getvalue()
