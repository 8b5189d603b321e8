"""The components, as template tags. Built in everywhere: no `{% load %}`. `portal/ui/README.md` shows each one."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import get_template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString

from portal.base import formats
from portal.base.once import FIELD, new_key
from portal.ui import exports, fields, tables
from portal.ui.pieces import TONE_ICONS

register = template.Library()

for name in ("euros", "number", "signed", "percent", "short_date", "long_date", "moment", "clock", "file_size", "of"):
    register.filter(name, getattr(formats, name))


def component(name: str, /, **values: Any) -> SafeString:
    # Without the end of the template's last line: some are in a page by the hundred.
    return SafeString(get_template(f"ui/components/{name}.html").render(values).rstrip("\n"))


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A drawing of the sprite: decorative beside a word, or named by `label`."""
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {} width="20" height="20"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        named,
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def once() -> SafeString:
    """The hidden one-time key of a form whose view is decorated with `@once`."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())


@register.simple_tag
def module(name: str) -> SafeString:
    """One of the scripts that only some pages need: "grid", "autosave"."""
    return format_html('<script type="module" src="{}"></script>', static(f"ui/js/{name}.js"))


@register.simple_tag
def htmx() -> SafeString:
    """htmx, for the pages that use it: without its own inline styles nor evaluated code (CSP)."""
    return component("htmx")


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """The text of a block of this page, once more and without markup: the `<title>` repeats the heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    # What the block has escaped is escaped again where this is printed.
    return unescape(" ".join(strip_tags(block.render(context)).split())) if block else ""


@register.simple_tag
def error_summary(form: Any, *others: Any) -> SafeString:
    """On top of a page whose form was refused: every message, with a link to its field. Formsets too. A form with a
    `part` is one of several alike: « Second administrateur, nom »."""
    errors = fields.errors_of_forms((form, *others))
    return component("error_summary", errors=errors) if errors else SafeString("")


@register.simple_tag(name="field")
def show_field(bound: BoundField, **options: Any) -> SafeString:
    """A form field with its label, hint, error; see `fields.present` for the options."""
    return component("field", **fields.present(bound, **options))


@register.simple_tag
def cell_field(bound: BoundField, label: str, **options: Any) -> SafeString:
    """A figure in a cell of a grid: `label` is spoken (« Achats, prévision 2026 »), the column shows it."""
    return component("cell_field", **fields.present(bound, label_only=label, **options))


@register.simple_tag
def required_note() -> SafeString:
    return component("required_note")


@register.simple_block_tag
def fieldset(content: str, legend: str, hint: str = "", level: str = "") -> SafeString:
    """`level="section"`: a large legend, for the parts of a long form."""
    return component("fieldset", content=content, legend=legend, hint=hint, level=level)


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """Something to know before reading on; `tone` as for states."""
    return component("alert", content=content, tone=tone, title=title, icon=icon or TONE_ICONS[tone])


@register.simple_tag
def notification(text: str, tone: str = "success", title: str = "") -> SafeString:
    """What has just happened (role=status, or alert when it went wrong)."""
    return component("notification", text=text, tone=tone, title=title, icon=TONE_ICONS[tone])


@register.simple_tag
def button(label: str, kind: str = "primary", **options: Any) -> SafeString:
    """A button, or a link drawn as one with `href=`. Options: icon, name, value, id, form, about, type, small."""
    known = ("href", "icon", "name", "value", "id", "form", "about", "small", "confirm", "download", "formaction")
    values = {key: options.pop(key, "") for key in known}
    return component("button", label=label, kind=kind, type=options.pop("type", "submit"), **values)


@register.simple_tag(takes_context=True)
def menu_button(context: Context, label: str, items: Sequence[Any], about: str = "") -> SafeString:
    """A disclosure of `Action`s, for a row: opens with Enter or space, closes with Escape."""
    token = context.get("csrf_token", "")
    return (
        component("menu_button", label=label, items=items, about=about, csrf_token=token) if items else SafeString("")
    )


@register.filter
def cell(text: Any) -> str | SafeString:
    """A cell's text; an e-mail address may break after its @, never within a word."""
    if not isinstance(text, str) or "@" not in text:
        return text
    return SafeString(escape(text).replace("@", "@<wbr>"))


@register.simple_tag(takes_context=True)
def action_row(context: Context, items: Sequence[Any]) -> SafeString:
    """`Action`s as buttons side by side, for a page about one thing; nothing when there are none."""
    return component("action_row", items=items, csrf_token=context.get("csrf_token", ""))


@register.simple_tag
def state_tag(state: Any, short: bool = False) -> SafeString:
    """A state as icon and word; `short` shows the icon alone, the word said and on hover."""
    return component("state_tag", state=state, icon=state.icon or TONE_ICONS[state.tone], short=short)


@register.filter
def breakable(text: str) -> SafeString:
    """May break after a slash: « Modifier/Supprimer » above two narrow columns."""
    return SafeString(escape(text).replace("/", "/<wbr>"))


@register.simple_tag
def breadcrumb(crumbs: Sequence[tuple[str, str]]) -> SafeString:
    """`[("Conventions", "/conventions/"), ("Convention A", "")]`: the last one is the page itself. It begins with
    « Accueil » whatever the view gives."""
    root = ("Accueil", "/")
    return component("breadcrumb", crumbs=crumbs if crumbs[0][0] == root[0] else [root, *crumbs])


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Any) -> SafeString:
    """The pages of a Django `Page` (links keep the rest of the address) and how many rows a page shows."""
    links = tables.page_links(page, context["request"].GET)
    shown = {name: getattr(links, name) for name in ("before", "after", "numbers", "sizes")}
    return component("pagination", page=page, **shown)


@register.simple_tag(takes_context=True)
def data_table(context: Context, table: tables.Table) -> SafeString:
    """A `portal.ui.tables.Table` with its count, exports, sort, selection, empty states and pages."""
    request = context["request"]
    return component(
        "data_table",
        table=table,
        headers=tables.headers(table, request.GET),
        request=request,
        path=request.get_full_path(),
        csrf_token=context.get("csrf_token", ""),
        formats=[(each, each.upper()) for each in exports.CONTENT_TYPES] if table.exports else (),
    )


@register.simple_tag(takes_context=True)
def filter_bar(context: Context, form: Any, label: str = "Filtrer", target: str = "") -> SafeString:
    """A GET form above a table; what is chosen shows as tags that can be removed. `target`: id that htmx refreshes."""
    return component("filter_bar", form=form, label=label, target=target, **tables.filters(context["request"], form))


def _listing(name: str, key: str):
    def tag(items: Any, label: str = "") -> SafeString:
        return component(name, **{key: items, "label": label})

    tag.__name__ = name
    return register.simple_tag(tag, name=name)


_listing("tabs", "tabs")
_listing("stepper", "steps")
_listing("task_list", "tasks")
_listing("summary_list", "rows")
_listing("timeline", "events")
_listing("progress", "progress")


@register.simple_tag(takes_context=True)
def todo_card(context: Context, todo: Any) -> SafeString:
    """A `Todo`: what is asked, by when, and its one button."""
    return component("todo_card", todo=todo, csrf_token=context.get("csrf_token", ""))


@register.simple_tag
def figure(chart: Any) -> SafeString:
    """A `portal.ui.charts.Chart`: drawing, text summary and the table of its figures."""
    return component("figure", chart=chart)


@register.simple_tag
def autosave_status(saved_at: str = "") -> SafeString:
    """Where « Enregistré à 15 h 04 » shows; once per form with `data-autosave-url`."""
    return component("autosave_status", saved_at=saved_at)


@register.simple_block_tag(takes_context=True)
def confirm_dialog(context: Context, content: str, **options: Any) -> SafeString:
    """A `<dialog>` that a button or link with `data-confirm="id"` opens; without scripts the link is followed.

    Options: id, title, action (address of the POST), label (of its button), danger (True unless said).
    """
    values = {"content": content, "danger": True, **options}
    return component("confirm_dialog", **values, csrf_token=context.get("csrf_token", ""))
