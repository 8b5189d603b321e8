"""Rules for every request: a GET cannot write, no cache keeps pages, typed text comes in one writing, no address of a
page holds an e-mail address, no page uses a feature of the browser that the portal has no use for."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from .addresses import names_email, without_emails
from .text import clean_text

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READING = ("SELECT", "WITH", "EXPLAIN", "PRAGMA", "VALUES", "SHOW", "FETCH", "CLOSE", "DECLARE")


class WriteOnGet(RuntimeError):
    """A view tried to write while it answered a GET."""


def refuse_writes(execute, sql, params, many, context):
    """A database execute wrapper that refuses all but reading statements (`WITH … INSERT` too)."""
    words = sql.lstrip("( \n\t").upper()
    writing_cte = words.startswith("WITH") and any(f" {verb} " in words for verb in ("INSERT", "UPDATE", "DELETE"))
    if not words.startswith(READING) or writing_cte:
        raise WriteOnGet(sql.split(None, 3)[:3])
    return execute(sql, params, many, context)


class ReadOnlyMiddleware:
    """On GET, HEAD and OPTIONS, views can only read the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)


class TypedTextMiddleware:
    """The door for what people type: 400 for a NUL character, which PostgreSQL cannot store; all else in one writing
    (see `text.clean_text`), so that what looks the same is the same, passwords too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise SuspiciousOperation("NUL character")
        request.GET = _clean(request.GET)
        if request.method == "POST":
            request.POST = _clean(request.POST)
        return self.get_response(request)


def _clean(data: QueryDict) -> QueryDict:
    texts = [text for name, values in data.lists() for text in (name, *values)]
    if any("\0" in text for text in texts):
        raise SuspiciousOperation("NUL character")
    if all(map(str.isascii, texts)):
        return data
    cleaned = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        cleaned.setlist(name, [clean_text(value) for value in values])
    return QueryDict(cleaned.urlencode(), encoding=data.encoding)


class NoEmailInAddressMiddleware:
    """Take out of the address the criterion in which somebody typed an e-mail address, and say so.

    A browser puts what is typed in a filter into the address; after the redirect neither its history, nor « Back », nor a
    link to the next page, nor `Referer` holds it.
    """

    TAKEN_OUT = (
        "La recherche ne prend pas d'adresse mail, pour que l'adresse de cette page n'en garde aucune : cherchez la personne "
        "par son nom, son prénom ou son identifiant."
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if names_email(request.path):
            raise Http404  # no page has such a path, and redirects would repeat it
        named = [name for name, values in request.GET.lists() if any(map(names_email, (name, *values)))]
        if not named:
            return self.get_response(request)
        if request.method not in SAFE:  # its values come in the body: it is answered without the criterion
            request.GET = request.GET.copy()
            for name in named:
                del request.GET[name]
            request.META["QUERY_STRING"] = request.GET.urlencode()
            return self.get_response(request)
        messages.info(request, self.TAKEN_OUT)
        goal = without_emails(request.get_full_path())
        if "HX-Request" in request.headers:  # a part of the page would not show the message
            return HttpResponse(status=204, headers={"HX-Redirect": goal})
        return HttpResponseRedirect(goal)


class PermissionsPolicyMiddleware:
    """Say on every answer which features of the browser the portal uses (`PERMISSIONS_POLICY`); all others are off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        allowed = settings.PERMISSIONS_POLICY
        self.policy = ", ".join(f"{feature}={'(self)' if on else '()'}" for feature, on in allowed.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = self.policy
        return response


class NoStoreMiddleware:
    """`Cache-Control: no-store` on every response without a header of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
