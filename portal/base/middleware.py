"""Rules for every request: a GET cannot write, no cache keeps pages, typed text comes in one writing."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict

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


class NoStoreMiddleware:
    """`Cache-Control: no-store` on every response without a header of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
