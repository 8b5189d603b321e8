"""Rules for every request: a GET cannot write, no cache keeps pages, no NUL character comes in."""

from collections.abc import Callable, Iterator

from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict

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


class NoNulMiddleware:
    """400 for a NUL character in a path, a query or a form: PostgreSQL cannot store it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        typed = [request.path, *_texts(request.GET), *(_texts(request.POST) if request.method == "POST" else ())]
        if any("\0" in text for text in typed):
            raise SuspiciousOperation("NUL character")
        return self.get_response(request)


def _texts(data: QueryDict) -> Iterator[str]:
    for name, values in data.lists():
        yield name
        yield from values


class NoStoreMiddleware:
    """`Cache-Control: no-store` on every response without a header of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
