"""One figure typed and saved by itself: what the entry page's script sends, with all the form's fields."""

import json
import statistics
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import RequestFactory
from lxml import html

from benchmarks.measuring import Bench, ask, captured, milliseconds
from benchmarks.pages import Page

MOST_STATEMENTS, MOST_MS = 6, 8.0
URL_ENCODED = "application/x-www-form-urlencoded"
CSRF_SECRET = "x" * 32


@dataclass(frozen=True)
class Saved:
    statements: int
    ms: float

    def __str__(self) -> str:
        return (
            f"Autosave of one figure: {self.statements} statements (at most {MOST_STATEMENTS}), "
            f"{self.ms:.1f} ms (at most {MOST_MS:.0f})"
        )

    @property
    def is_cheap(self) -> bool:
        return self.statements <= MOST_STATEMENTS and self.ms <= MOST_MS


def measure(bench: Bench, entry: Page) -> Saved:
    """The same figure goes up by one each time, so that each save writes."""
    _, body = ask(bench.page, bench.environ(entry.user, entry.url))
    form = html.fromstring(body.decode()).xpath("//form[@data-autosave-url]")[0]
    fields = {name: value for name, value in form.form_values() if not name.startswith("_")}
    figure = form.xpath(".//input[@inputmode]/@name")[0]
    cookie = f"{bench.cookie(entry.user)}; {settings.CSRF_COOKIE_NAME}={CSRF_SECRET}"
    factory = RequestFactory(HTTP_HOST="127.0.0.1", HTTP_COOKIE=cookie, HTTP_X_REQUESTED_WITH="autosave")

    def environ(number: int) -> dict[str, Any]:
        typed = fields | {figure: str(1000 + number), "csrfmiddlewaretoken": CSRF_SECRET}
        return factory.post(form.get("data-autosave-url"), urlencode(typed), content_type=URL_ENCODED).environ

    def save(number: int) -> None:
        status, answer = ask(bench.page, environ(number))
        if status != 200:
            raise SystemExit(f"autosave answered {status}: {answer.decode()}")
        fields["version"] = str(json.loads(answer)["version"])

    save(0)
    with captured() as statements:
        save(1)
    spent = [milliseconds(save, 2 + number) for number in range(bench.times)]
    return Saved(len(statements), statistics.median(spent))
