"""The user guides: Markdown in `docs/guides/`, read in the portal at /aide/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.base.french import french, typeset

from . import menu

FOLDER = Path(settings.ROOT) / "docs" / "guides"
TABLE = (
    '<div class="table-scroll" role="region" tabindex="0" aria-label="{0}"><table class="table table--compact">'
    '<caption class="visually-hidden">{0}</caption>'
)

menu.register(menu.MenuEntry("Aide", "guide", group=menu.ACCOUNT, order=80))


@dataclass(frozen=True)
class Place:
    """A chapter: its anchor on the page and its title."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Guide:
    """`title`, `lead`: the file's own first heading and paragraph; `body` is what follows, as HTML."""

    slug: str
    title: str
    lead: str
    body: SafeString
    places: tuple[Place, ...]


@cache
def guides() -> dict[str, Guide]:
    """Every guide by slug, in the order of reading; read once."""
    return {slug: _read(slug) for slug in ("declarer", "administrer")}


def _read(slug: str) -> Guide:
    # Without raw HTML: a guide is text, whoever writes it.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    title, lead, rest = tokens[1].content, tokens[4].content, tokens[6:]
    places = tuple(_laid_out(rest))
    return Guide(slug, title, lead, french(SafeString(markdown.renderer.render(rest, markdown.options, {}))), places)


def _laid_out(tokens: list[Token]) -> Iterator[Place]:
    """Anchor each chapter, and give each table its name, its scopes and a frame that scrolls."""
    chapter, tables = "", 0
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type == "heading_open" and token.tag == "h2":
            chapter = following.content
            token.attrSet("id", slugify(chapter))
            yield Place(slugify(chapter), chapter)
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "table_open":
            tables += 1
            token.type, token.content = "html_block", format_html(TABLE, typeset(f"Tableau {tables} : {chapter}"))
        elif token.type == "table_close":
            token.type, token.content = "html_block", "</table></div>"


@login_not_required
@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/guides.html", {"guides": guides().values()})


@login_not_required
@require_safe
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    guide = guides().get(slug)
    if guide is None:
        raise Http404
    return render(request, "ui/pages/guide.html", {"guide": guide})
