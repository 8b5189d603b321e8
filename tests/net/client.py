"""The tests' browser: enforces CSRF, and refuses pages that a person should never see."""

import gzip
import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils.crypto import get_random_string
from lxml import html

LINK = re.compile(r"""\b(?:href|action|formaction|src|data-[\w-]+)=["']([^"']*)["']""")
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
POST_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)


def check_page(response: HttpResponse) -> None:
    """AssertionError when a page shows template syntax, or a POST form that has no CSRF token."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    packed = response.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(response.content) if packed else response.content).decode(response.charset)
    check_addresses(*LINK.findall(text))
    for syntax in ("{{", "{%", "{#"):
        assert syntax not in text, f"template syntax in the page: …{text[max(text.find(syntax) - 80, 0) :][:200]}…"
    for form in POST_FORM.findall(text):
        assert "csrfmiddlewaretoken" in form, f"form without CSRF token: {form[:200]}"


def check_addresses(*addresses: str) -> None:
    """AssertionError when one holds an e-mail address: logs and histories would keep it."""
    named = [each for each in addresses if ("@" in each or "%40" in each) and not each.startswith("mailto:")]
    assert not named, f"an e-mail address in {named}"


class PortalClient(Client):
    """Django's client with CSRF checks on.

    `post`, `put`, `patch` and `delete` carry a token as the portal's own pages do. `submit` does what a person does:
    shows the page, fills in its form, sends all the form's fields.
    """

    def __init__(self, **kwargs):
        super().__init__(enforce_csrf_checks=True, **kwargs)

    def generic(self, method: str, path: str, *args, headers: dict | None = None, **kwargs) -> HttpResponse:
        if method.upper() not in SAFE:
            headers = {"X-CSRFToken": self.csrf_token(), **(headers or {})}
        return super().generic(method, path, *args, headers=headers, **kwargs)

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        check_addresses(response.get("Location", ""))
        check_page(response)
        return response

    def csrf_token(self) -> str:
        """The token of this browser's cookie, which is made if no page has set it yet."""
        name = settings.CSRF_COOKIE_NAME
        if name not in self.cookies:
            self.cookies[name] = get_random_string(32)
        return self.cookies[name].value

    def submit(self, url: str, data: dict | None = None, *, form: str = "", **kwargs) -> HttpResponse:
        """GETs `url`, fills `data` into its form, POSTs it where the form says.

        `form`: id of the form; without it, the only POST form of `<main>`. A value of None removes a field.
        """
        page = self.get(url)
        assert page.status_code == 200, f"{url} answered {page.status_code}"
        found = the_form(html.fromstring(page.content.decode(page.charset)), form)
        fields: dict[str, Any] = {}
        for name, value in found.form_values():
            fields[name] = [*fields[name], value] if name in fields else [value]
        # Who is chosen in a picker becomes a radio button of that name.
        chosen = {picker.get("data-picker-name") for picker in found.xpath(".//*[@data-picker]")}
        buttons = {button.get("name") for button in found.iter("button")}
        unknown = set(data or {}) - set(found.fields) - buttons - chosen
        assert not unknown, f"the form has no field {', '.join(sorted(unknown))}; it has {', '.join(found.fields)}"
        fields.update(data or {})
        fields = {name: value for name, value in fields.items() if value is not None}
        return self.post(found.get("action") or url, fields, **kwargs)


def the_form(tree: html.HtmlElement, form: str) -> html.FormElement:
    """The POST form with the id `form`, or the only one of `<main>`."""
    forms = [found for found in tree.forms if (found.get("method") or "").lower() == "post"]
    if form:
        forms = [found for found in forms if found.get("id") == form]
    elif len(forms) > 1:
        forms = [found for found in forms if any(parent.tag == "main" for parent in found.iterancestors())]
    assert len(forms) == 1, f"{len(forms)} forms fit; ids: {[found.get('id') for found in tree.forms]}"
    return forms[0]
