"""What a page costs, and its floor: what the same answer would cost if nothing but its SQL and the middlewares ran.

Floor = the page's own SQL statements on the bare connection, rows fetched and dropped, plus the same stack of
middlewares around a view whose bytes are ready. All figures are milliseconds of this process's CPU: a loaded machine
moves them less than a clock would, and the database server's own work is not in them.
"""

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import re_path

from portal.base.stack import on_one_block

Statement = tuple[str, Any]
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
BODY = "benchmarks.body"


@dataclass(frozen=True)
class Figures:
    """`faults`: minor page faults of one answer; thousands of them mean that its calls thrash the data stack."""

    status: int
    queries: int
    weight: int
    ms: float = 0
    floor: float = 0
    faults: int = 0

    @property
    def ratio(self) -> float:
        return self.ms / self.floor if self.floor else 0


def answer_ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.environ[BODY])


class Bare(WSGIHandler):
    """The portal's middlewares around a view that has its bytes ready."""

    urlconf = (re_path("", answer_ready, name="home"),)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = self.urlconf
        return super().get_response(request)


class Bench:
    def __init__(self, times: int):
        self.times = times
        self.page = on_one_block(WSGIHandler())
        self.bare = on_one_block(Bare())
        self.cookies: dict[Any, str] = {}

    def cookie(self, user: Any) -> str:
        """A session that has begun: reading pages with it writes nothing for a minute."""
        if user not in self.cookies:
            client = Client(HTTP_HOST="127.0.0.1")
            client.force_login(user)
            client.get("/")
            name = settings.SESSION_COOKIE_NAME
            self.cookies[user] = f"{name}={client.cookies[name].value}"
        return self.cookies[user]

    def environ(self, user: Any, url: str, **more: Any) -> dict[str, Any]:
        factory = RequestFactory(HTTP_HOST="127.0.0.1", HTTP_COOKIE=self.cookie(user))
        return {**factory.get(url).environ, **more}

    def measure(self, user: Any, url: str) -> Figures:
        """Page and floor in turns; medians."""
        ask(self.page, self.environ(user, url))  # compiles templates
        with captured() as own:
            status, body = ask(self.page, self.environ(user, url))
        figures = Figures(status, len(own), len(body))
        if status != 200:
            return figures
        ask(self.bare, self.environ(user, url, **{BODY: body}))
        with captured() as shared:
            ask(self.bare, self.environ(user, url, **{BODY: body}))
        replay = replayed(without(own, shared))
        spent, floors, faults = [], [], []
        for _ in range(self.times):
            before = page_faults()
            spent.append(milliseconds(ask, self.page, self.environ(user, url)))
            faults.append(page_faults() - before)
            bare = milliseconds(ask, self.bare, self.environ(user, url, **{BODY: body}))
            floors.append(bare + milliseconds(replay))
        median = statistics.median
        return Figures(status, len(own), len(body), median(spent), median(floors), int(median(faults)))


def ask(application: Callable[..., HttpResponse], environ: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body, as a server would take them."""
    answer = application(environ, lambda *_: None)
    body = b"".join(answer)
    answer.close()
    return answer.status_code, body


def milliseconds(act: Callable, *arguments: Any) -> float:
    started = time.process_time()
    act(*arguments)
    return (time.process_time() - started) * 1000


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """The statements that run inside, those that begin and end transactions left out."""
    kept: list[Statement] = []

    def keep(execute, sql, params, many, context):
        if not sql.startswith(CONTROL):
            kept.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield kept


def without(statements: list[Statement], shared: list[Statement]) -> list[Statement]:
    """`statements` less one of each of `shared`: the bare stack reads session and person by itself."""
    left = Counter(sql for sql, _ in shared)
    kept = []
    for sql, params in statements:
        if left[sql]:
            left[sql] -= 1
        else:
            kept.append((sql, params))
    return kept


def replayed(statements: list[Statement]) -> Callable[[], None]:
    """A function that runs them on the driver's own cursor."""
    ready = [raw(sql, params) for sql, params in statements]

    def replay() -> None:
        cursor = connection.connection.cursor()
        for sql, params in ready:
            cursor.execute(sql, params)
            cursor.fetchall()

    return replay


def raw(sql: str, params: Any) -> Statement:
    """As the driver wants it: SQLite's takes `?` where Django writes `%s`."""
    if connection.vendor != "sqlite":
        return sql, params
    if not params:
        return sql, ()
    return sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%"), params
