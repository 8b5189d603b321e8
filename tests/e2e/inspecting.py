"""`inspect(page, name)`: what every page and every state of it must hold (norms 21 to 24, invariants 8 and 10)."""

import json
import os
import subprocess
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.watching import WATCHES

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "var" / "tools"
SCREENSHOTS = ROOT / "var" / "screenshots"
TAGS = ["RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KEEPS_PICTURES = not os.environ.get("CI")  # they are for people to look at
DESK = 1280
SMALLEST = 320
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # Java: half the processor time for a run of seconds
MOST_BYTES = 100_000

RUN_AXE = """async tags => {
  await Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null)));
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map(rule => [rule.id, rule.help, rule.nodes.map(node => [node.target, node.html])]);
}"""


WIDE_TABLES = """() => [...document.querySelectorAll("table")].flatMap(table => {
  const column = table.closest(".table-scroll") ?? table.parentElement;
  const [needs, has] = [table.getBoundingClientRect().width, column.clientWidth];
  return table.checkVisibility() && needs > has + 1 ? [`${table.caption?.innerText}: ${needs} px in ${has}`] : [];
})"""


class Inspector:
    """Checks a page as it stands, keeps its picture (not under CI) and, for the end of the run, its HTML."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.axe = (TOOLS / "axe.min.js").read_text()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def __call__(self, page: Page, name: str) -> None:
        """`name`: kebab-case, one per page and state; names the screenshots."""
        page.wait_for_load_state()
        size = page.viewport_size
        watch = WATCHES[page]
        assert watch.weight < MOST_BYTES, f"{name} weighs {watch.weight} bytes"
        (self.folder / f"{name}.html").write_bytes(watch.document.body())
        for width in (DESK, 360):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                if KEEPS_PICTURES:
                    page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                self.accessible(page, f"{name} ({width} px, {scheme})")
            if width == DESK:
                wide = page.evaluate(WIDE_TABLES)
                assert not wide, f"{name}: tables wider than their column at {DESK} px: {wide}"
        page.set_viewport_size({"width": SMALLEST, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)
        assert wide <= SMALLEST, f"{name} scrolls sideways at {SMALLEST} px: {wide} px wide"

    def accessible(self, page: Page, name: str) -> None:
        """No violation found by axe, in a window as high as the page: what is sticky covers no control there."""
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        if not page.evaluate("'axe' in window"):
            page.evaluate(self.axe)
        violations = page.evaluate(RUN_AXE, TAGS)
        lines = [f"{rule}: {text}: {target} {html[:200]}" for rule, text, nodes in violations for target, html in nodes]
        assert not violations, f"{name}:\n" + "\n".join(lines)


def check_html(folder: Path) -> None:
    """The Nu HTML checker on every kept page, in one go; AssertionError names the pages and what is wrong."""
    pages = sorted(folder.glob("*.html"))
    if not pages:
        return
    command = [
        "java",
        "-Xss4m",
        *SHORT_LIVED,
        "-jar",
        str(TOOLS / "vnu.jar"),
        "--stdout",
        "--format",
        "json",
        *map(str, pages),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    messages = json.loads(done.stdout)["messages"]
    wrong = [
        f"{Path(message['url']).stem}, line {message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
        for message in messages
        if message["type"] == "error" or message.get("subType") == "fatal"
    ]
    assert not wrong, f"{len(wrong)} errors of HTML:\n" + "\n".join(wrong)
