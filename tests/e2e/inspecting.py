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
WIDTHS = (320, 360, 480, 640, 768, 1024, DESK, 1600)  # half of each is what a zoom of 200 % leaves
PHONE = 360
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


# How wide the page is, and what scrolls in it where no key can make it scroll.
MEASURE = """async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const scrolls = (box, style) => (/auto|scroll/.test(style.overflowY) && box.scrollHeight > box.clientHeight + 1)
    || (/auto|scroll/.test(style.overflowX) && box.scrollWidth > box.clientWidth + 1);
  const held = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const stuck = [...document.querySelectorAll("body *:not(textarea, select)")].filter((box) => box.checkVisibility()
    && scrolls(box, getComputedStyle(box)) && !box.matches(held) && !box.querySelector(held));
  return [document.documentElement.scrollWidth, stuck.map((box) => `${box.tagName} ${box.className}`)];
}"""

# How wide the page would be if the organisations had names of 150 letters without a space.
MEASURE_LONG_NAMES = """names => {
  const kept = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    if (names.some((name) => node.data.includes(name))) kept.push([node, node.data]);
  }
  for (const [node] of kept) for (const name of names) node.data = node.data.replaceAll(name, "m".repeat(150));
  const width = document.documentElement.scrollWidth;
  for (const [node, text] of kept) node.data = text;
  return width;
}"""


class Inspector:
    """Checks a page as it stands, keeps its picture (not under CI) and, for the end of the run, its HTML.

    `names`: those of the demonstration's organisations.
    """

    def __init__(self, folder: Path, names: list[str]):
        self.folder = folder
        self.names = names
        self.axe = (TOOLS / "axe.min.js").read_text()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def __call__(self, page: Page, name: str) -> None:
        """`name`: kebab-case, one per page and state; names the screenshots."""
        page.wait_for_load_state()
        size = page.viewport_size
        watch = WATCHES[page]
        assert watch.weight < MOST_BYTES, f"{name} weighs {watch.weight} bytes"
        (self.folder / f"{name}.html").write_bytes(watch.document.body())
        for width in (DESK, PHONE):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                if KEEPS_PICTURES:
                    page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                self.accessible(page, f"{name} ({width} px, {scheme})")
            if width == DESK:
                wide = page.evaluate(WIDE_TABLES)
                assert not wide, f"{name}: tables wider than their column at {DESK} px: {wide}"
        page.emulate_media(color_scheme="light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide, stuck = page.evaluate(MEASURE)
            assert wide <= width, f"{name} scrolls sideways at {width} px: {wide} px wide"
            assert not stuck, f"{name}: no key scrolls {stuck} at {width} px"
            if width == PHONE:
                wide = page.evaluate(MEASURE_LONG_NAMES, self.names)
                assert wide <= width, f"{name} would scroll sideways with a name of 150 letters: {wide} px wide"
        page.set_viewport_size(size)

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
