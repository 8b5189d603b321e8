"""The templates' environment: what every Jinja2 template may call without importing it."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

import jinja2
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import defaultfilters
from django.templatetags.static import static as django_static
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime
from jinja2.ext import Extension
from markupsafe import Markup, escape

from portal.base import formats
from portal.base.delays import WORDS
from portal.base.french import french
from portal.base.once import FIELD, new_once_key
from portal.base.urls import optional, reverse

from . import exports, fields, tables
from .pieces import TONE_ICONS
from .typography import TypesetEnvironment, spoken_attributes

# What a view may leave out. Any other name that a template reads and its view did not give is an error.
OPTIONAL = {
    "lead": "",
    "about": "",
    "crumbs": (),
    "form": None,
    "has_errors": False,
    "filter_form": None,
    "table": None,
    "cancel_url": "",
    "submit_label": "",
}


def environment(**options: Any) -> jinja2.Environment:
    """Django's back end calls this once, with its folders as `loader`."""
    del options["autoescape"], options["undefined"]
    env = TypesetEnvironment(
        # Nothing is escaped for HTML in the text of a mail.
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[ContinuedLines],
        **options,
    )
    env.globals |= OPTIONAL | {
        "url": url,
        "optional_url": optional,
        "static": static,
        "icon": icon,
        "csrf_field": csrf_field,
        "once_field": once_field,
        "present_field": fields.present,
        "html_attributes": html_attributes,
        "form_errors": fields.errors_of_forms,
        "person_name": formats.person_name,
        "table_headers": tables.headers,
        "page_links": tables.page_links,
        "export_formats": [(each, each.upper()) for each in exports.CONTENT_TYPES],
        "chosen_filters": tables.filters,
        "TONE_ICONS": TONE_ICONS,
        "zip": zip,
        "delays": WORDS,
    }
    env.filters |= {name: getattr(formats, name) for name in FORMATS} | {
        "french": french,
        "french_quoted": partial(french, depth=1),
        "breakable": breakable,
        "breakable_email": breakable_email,
        "date": local_date,
        "json_script": json_script,
        "linebreaks": defaultfilters.linebreaks_filter,
        "linebreaksbr": defaultfilters.linebreaksbr,
        "pluralize": defaultfilters.pluralize,
        "urlize": defaultfilters.urlize,
    }
    return env


class ContinuedLines(Extension):
    """In a text template, a line that begins with two spaces goes on with the line before it: a paragraph of a mail is
    one line for who reads it, several for who writes it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n  +(?=\S)", " ", source) if name and name.endswith(".txt") else source


FORMATS = (
    *("euros", "number", "signed", "percent", "file_size", "of"),
    *("short_date", "long_date", "until_day", "moment", "clock", "siret"),
)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("habpps:agreement", agreement.public_id)`."""
    return reverse(name, args, kwargs)


@cache
def static(path: str) -> str:
    """The address of a file of `static/`; it changes only with a new version of the portal."""
    return django_static(path)


@cache
def icon(name: str, label: str = "", size: str = "") -> Markup:
    """A drawing of the sprite: decoration beside a word, or named by `label`."""
    named = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon{}" {} width="20" height="20"><use href="{}#{}"/></svg>').format(
        f" icon--{size}" if size else "", named, static("ui/icons.svg"), name
    )


def csrf_field(request: HttpRequest) -> Markup:
    """The hidden CSRF token of a form. It is masked once for a page, not once for each of its forms."""
    secret, field = getattr(request, "csrf_field", (None, None))
    if field is None or secret != request.META["CSRF_COOKIE"]:
        token = get_token(request)
        field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token)
        request.csrf_field = request.META["CSRF_COOKIE"], field
    return field


def once_field() -> Markup:
    """The hidden one-time key of a form whose view is decorated with `@once`."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, new_once_key())


def html_attributes(values: dict[str, Any]) -> SafeString:
    """Those of a widget: True is the bare name, False is left out."""
    return SafeString(
        "".join(
            f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
            for name, value in spoken_attributes(values).items()
            if value is not False
        )
    )


def local_date(value: Any, pattern: str) -> str:
    """`moment|date("H:i")`, in Paris."""
    return defaultfilters.date(template_localtime(value), pattern)


def breakable(text: str) -> Markup:
    """May break after a slash: « Modifier/Supprimer » above two narrow columns."""
    return escape(text).replace("/", Markup("/<wbr>"))


def breakable_email(text: Any) -> Any:
    """An e-mail address may break after its @, never within a word."""
    if not isinstance(text, str) or "@" not in text:
        return text
    return escape(text).replace("@", Markup("@<wbr>"))
