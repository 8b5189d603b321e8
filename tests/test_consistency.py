"""The code keeps its own rules: sizes, places, names, locks. Each test says which rule and who broke it."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from portal.base.delays import WORDS
from portal.journal.kinds import REGISTRY
from tests.net.code import PORTAL, ROOT, files, functions, imported, modules, place

MOST_LINES = 400
MOST_LINES_OF_A_VIEW = 40
MOST_CHARACTERS_OF_A_LINE = 120
DOMAIN = {"models", "rules", "actions", "queries", "rights"}
SCREENS = ("django.forms", "django.http", "django.shortcuts", "django.template", "django.views")
EXCUSES = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no)|\b(TODO|FIXME|XXX)\b|mark\.(skip|xfail)|\.skipIf\(")
BROUGHT_ALONG = {"select_related", "prefetch_related", "none"}
WHO = {False: {"actor"}, True: {"actor", "user", "user_id", "token", "identifier"}}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now")}
CLOCKS |= {("timezone", "localdate"), ("time", "time")}
ADDRESS = re.compile(r"https?://|file:|--(extra-)?index-url|--find-links", re.IGNORECASE)
FOREIGN = re.compile(
    r"\b(src|srcset|action|poster)=[\"']?(https?:)?//|<link\b[^>]*href=[\"']?(https?:)?//|url\([\"']?(https?:)?//"
)
MARKUP = re.compile(r"[<>=&]")
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=[\"']|javascript:|<style\b|<script(?![^>]*\b(src|nonce|type=.application/json))",
    re.IGNORECASE,
)


def is_of_the_domain(file: Path) -> bool:
    """A file that holds facts, rules, writes or reads: it knows no screen."""
    names = {file.stem, *file.relative_to(PORTAL).parts[:-1]}
    return bool(DOMAIN & names) and not names & {"views", "forms"}


def named(name: str) -> bool:
    """Whether code writes the name of a mail; a room may leave out its own name in front."""
    room, short = re.split(r"[./]", name, maxsplit=1)
    texts = {file: file.read_text() for file in files(".py")}
    return any(f'"{name}"' in text or (f'"{short}"' in text and room in file.parts) for file, text in texts.items())


# Size and shape -------------------------------------------------------------------------------


def test_no_file_is_long():
    written = chain(files(".py", ".html", ".txt", ".css", ".js"), files(".py", under=ROOT / "tests"))
    lengths = {place(file): len(file.read_text().splitlines()) for file in written}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_usual_file_is_short():
    lengths = sorted(len(file.read_text().splitlines()) for file in files(".py") if file.stat().st_size)
    assert lengths[len(lengths) // 2] < 100


def test_views_are_thin():
    long = [
        f"{place(file, view)} {view.name}: {view.end_lineno - view.lineno + 1} lines"
        for file, tree in modules()
        if "views" in {file.stem, *file.parts}
        for view in functions(tree)
        if view.end_lineno - view.lineno + 1 > MOST_LINES_OF_A_VIEW
    ]
    assert long == []


def test_nothing_is_excused_or_left_for_later():
    written = chain(files(".py", ".html", ".css", ".js", ".yaml"), files(".py", under=ROOT / "tests"))
    excused = [place(file) for file in written if file != Path(__file__) and EXCUSES.search(file.read_text())]
    assert [name for name in excused if name != "tests/test_net.py"] == []


# Places ---------------------------------------------------------------------------------------


def test_only_the_clock_asks_what_time_it_is():
    asked = [
        place(file, node)
        for file, tree in modules()
        if file != PORTAL / "base" / "clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]
    assert asked == []


def test_only_formats_write_the_day_of_a_date():
    """`{at:%d/%m/%Y}` would print the UTC day of an instant: `short_date` prints the day in Paris."""
    written = [
        place(file, node)
        for file, tree in modules()
        if file != PORTAL / "base" / "formats.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and ast.unparse(node.format_spec or node.value).endswith("%d/%m/%Y'")
    ]
    assert written == []


def test_the_domain_knows_no_screen():
    screens = [
        f"{place(file, node)} imports {name}"
        for file, tree in modules()
        if is_of_the_domain(file)
        for node, name in imported(tree)
        if name.startswith(SCREENS)
    ]
    assert screens == []


def test_views_and_forms_read_through_queries():
    """`Model.objects` in a view is a query that nothing scoped, unless it only says what a scoped read brings along."""
    unscoped = [
        f"{place(file, node)} {ast.unparse(node)}"
        for file, tree in modules()
        if {"views", "forms", "templatetags"} & {file.stem, *file.parts}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr not in BROUGHT_ALONG
        and re.fullmatch(r"[A-Z]\w+\.(objects|_default_manager|_base_manager)", ast.unparse(node.value))
    ]
    assert unscoped == []


def test_people_of_a_convention_are_named_in_one_place_only():
    """Until somebody answers an invitation, their account's name is nobody's business (`habpps.rights.shown`)."""
    rooms = chain(*(files(".py", ".html", under=PORTAL / room) for room in ("habpps", "afas", "statistics")))
    names = re.compile(r"user(__|\.)(last|first)_name")
    wrong = [place(file) for file in rooms if names.search(file.read_text())]
    assert wrong == ["portal/habpps/rights/shown.py"]


def test_who_did_something_is_named_as_of_its_day():
    """`name_on(at)`: else a change of name would be read in the past too. Mails are written on the day; who follows a
    declaration is told as of today."""
    past = re.compile(r"\b(?!taken_by\.)(\w+_by|event\.by)\.get_full_name\b")
    pages = [file for file in files(".py", ".html") if "mail" not in file.relative_to(PORTAL).parts]
    assert [place(file) for file in pages if past.search(file.read_text())] == []
    told = [place(file) for file in pages if "taken_by.get_full_name" in file.read_text()]
    assert told == ["portal/afas/desk/tables/file.py", "portal/afas/desk/tables/lists.py"]


def test_actions_say_who_acts_and_take_their_arguments_by_name():
    """Public functions of `actions` that write in a transaction of their own are keyword-only; `actor` is among them.

    In `accounts` people act on their own account, before there are rights: there, `user`, `token` or what they typed.
    """
    loose = [
        f"{place(file, action)} {action.name}"
        for file, tree in modules()
        if "actions" in {file.stem, *file.parts}
        for action in tree.body
        if isinstance(action, ast.FunctionDef) and not action.name.startswith("_")
        if "transaction.atomic" in {ast.unparse(decorator) for decorator in action.decorator_list}
        if action.args.args or not WHO["accounts" in file.parts] & {argument.arg for argument in action.args.kwonlyargs}
    ]
    assert loose == []


# Templates and assets -------------------------------------------------------------------------


def own_templates() -> list[tuple[str, Path]]:
    """(name, file) of each template: those of a room, and those of a subject inside a room."""
    return [
        (str(file.relative_to(folder)), file)
        for folder in sorted([*PORTAL.glob("*/jinja2"), *PORTAL.glob("*/*/jinja2")])
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]


def test_every_template_is_where_the_engine_looks_and_can_be_parsed():
    for name, file in own_templates():
        assert Path(get_template(name).origin.name) == file


def test_templates_have_one_engine():
    assert [place(folder) for folder in PORTAL.rglob("templates") if folder.is_dir()] == []


def test_templates_are_laid_out_for_people():
    long = [
        f"{place(file)}:{number}"
        for _, file in own_templates()
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > MOST_CHARACTERS_OF_A_LINE
    ]
    assert long == []


def test_a_page_that_includes_a_text_escapes_it():
    """A text template escapes nothing: what people typed would be markup in the HTML of a mail."""
    included = re.compile(r"(?<!{% filter forceescape %}){%-? include \"[^\"]+\\.txt\"")
    assert [
        name for name, file in own_templates() if file.suffix == ".html" and included.search(file.read_text())
    ] == []


def test_guillemets_keep_hold_of_their_words():
    """No line ends with « or begins with »."""
    loose = [name for name, file in own_templates() if re.search("« | »", file.read_text())]
    assert loose == []


def test_a_delay_is_said_once():
    """Screens and mails take their delays from `base/delays.py`; the guides, plain texts, say the same as it does."""
    said = re.compile(r"24 heures|12 heures|30 minutes|deux ans|90 jours|30 jours|12 mois")
    texts = [*(file for _, file in own_templates()), *(file for file in files(".py") if "accounts" in file.parts)]
    assert [place(file) for file in texts if said.search(file.read_text())] == []
    guides = " ".join(file.read_text() for file in (ROOT / "docs" / "guides").glob("*.md"))
    guides = guides.replace("\u00a0", " ")
    assert f"un lien d’activation valable {WORDS.link}" in guides
    assert f"Sans connexion pendant {WORDS.unused}, un mail vous prévient ; {WORDS.notice} plus tard" in guides


def test_no_template_is_unused():
    """A template is named by code or by another template, or overrides an installed package's."""
    code = "\n".join(file.read_text() for file in files(".py", ".html", ".txt"))
    packages = [folder for folder in get_app_template_dirs("templates") if PORTAL not in Path(folder).parents]

    def used(name: str) -> bool:
        # A component is named by its tag, a mail by its kind, an error page by its status.
        folder, _, short = name.rpartition(".")[0].rpartition("/")
        if folder.startswith("mail/") and named(f"{folder.removeprefix('mail/')}/{short}"):
            return True
        if folder == "ui/errors" and f'f"{folder}/{{' in code:
            return True
        own = name.partition("/")[2].removesuffix(".html")  # what `show` is given
        texts = (f'"{name}"', f"'{name}'", f'"{own}"', f'"{short}"')
        return any(text in code for text in texts) or any((Path(folder) / name).exists() for folder in packages)

    assert sorted(name for name, _ in own_templates() if not used(name)) == []


def test_pages_ask_nothing_of_another_host():
    foreign = [place(file) for file in files(".html", ".css", ".js", ".svg") if FOREIGN.search(file.read_text())]
    assert foreign == []


def test_pages_hold_no_inline_style_or_script():
    """The content security policy would refuse them."""
    mails = [file for file in files(".html") if "mail" in file.relative_to(PORTAL).parts]
    inline = [place(file) for file in files(".html") if file not in mails and INLINE.search(file.read_text())]
    assert inline == []


# Journal --------------------------------------------------------------------------------------


def test_journal_kinds_bear_their_room_s_name():
    rooms = {app.removeprefix("portal.") for app in settings.INSTALLED_APPS if app.startswith("portal.")} | {"api"}
    assert {name.partition(".")[0] for name in REGISTRY} <= rooms


# Dependencies and papers ----------------------------------------------------------------------


def direct_dependencies() -> set[str]:
    lines = [line for name in ("base.in", "dev.in") for line in (ROOT / "requirements" / name).read_text().splitlines()]
    return {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}


@pytest.mark.parametrize("name", ["base.in", "base.txt", "dev.in", "dev.txt", "browser-tools.txt"])
def test_locks_name_no_index(name):
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    assert [line for line in lines if ADDRESS.search(line)] == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_locks_pin_a_version_and_its_hashes(name):
    packages = re.split(r"\n(?=[a-z])", (ROOT / "requirements" / name).read_text())
    assert [package[:40] for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


def test_every_direct_dependency_is_explained():
    explained = set(re.findall(r"^\| `([^`]+)`", (ROOT / "docs/decisions/dependencies.md").read_text(), re.MULTILINE))
    tools = {"axe-core", "vnu-jar"}
    assert explained - tools == direct_dependencies()


@pytest.mark.parametrize(
    "name",
    ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/glossary.md", "deploy/README.md"],
)
def test_the_papers_are_there(name):
    assert (ROOT / name).stat().st_size > 200


def test_links_between_papers_lead_somewhere():
    papers = [*ROOT.glob("*.md"), *files(".md", under=ROOT / "docs"), *files(".md", under=ROOT / "deploy")]
    broken = [
        f"{place(paper)}: {link}"
        for paper in papers
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", paper.read_text())
        if not re.match(r"[a-z]+:|/", link) and not (paper.parent / link).exists()
    ]
    assert broken == []


def test_python_files_named_in_papers_are_there():
    """« `rights/holders.py` »: from the root, or from any folder of the portal."""
    folders = (PORTAL, ROOT / "tests", ROOT / "benchmarks", ROOT / "tools")
    written = {str(file.relative_to(ROOT)) for folder in folders for file in files(".py", under=folder)}
    lost = [
        f"{place(paper)}: {name}"
        for paper in [*ROOT.glob("*.md"), *files(".md", under=ROOT / "docs"), *files(".md", under=ROOT / "deploy")]
        for name in re.findall(r"`([\w/]+/\w+\.py)`", paper.read_text())
        if not any(f"/{file}".endswith(f"/{name}") for file in written)
    ]
    assert lost == []


def test_every_setting_read_from_the_environment_is_in_the_operator_s_guide():
    text = "\n".join(file.read_text() for file in files(".py", under=PORTAL / "settings"))
    names = set(re.findall(r"\benv(?:\.\w+)?\(\s*[\"'](\w+)[\"']", text))
    guide = (ROOT / "deploy/README.md").read_text()
    assert sorted(name for name in names if f"`{name}`" not in guide) == []


def test_every_command_is_in_the_operator_s_guide():
    guide = (ROOT / "deploy/README.md").read_text()
    commands = [file.stem for file in PORTAL.glob("*/management/commands/[a-z]*.py")]
    assert sorted(name for name in commands if name not in guide) == []


# Tests ----------------------------------------------------------------------------------------


def test_tests_read_pages_as_people_do():
    """By `tests.net.reading`: `read` for words, `source` for markup and for what must stand nowhere."""
    raw, words = [], []
    for file, module in modules(under=ROOT / "tests"):
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(".content.decode"):
                raw.append(place(file, node))
            if (
                isinstance(node, ast.Compare)
                and isinstance(node.ops[0], ast.In)
                and isinstance(node.left, ast.Constant)
            ):
                where = ast.unparse(node.comparators[0])
                if (
                    where.startswith("source(")
                    and " " in str(node.left.value)
                    and not MARKUP.search(str(node.left.value))
                ):
                    words.append(place(file, node))
    assert [name for name in raw if not name.startswith("tests/net/")] == []
    assert words == []
