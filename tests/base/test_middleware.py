"""A GET cannot write, and pages about persons are not kept by caches."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal.base.middleware import NoStoreMiddleware, ReadOnlyMiddleware, WriteOnGet
from portal.base.models import Submission
from tests.factories.habpps import person

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def answer(method: str, work) -> HttpResponse:
    """The answer of a view that does `work`, seen through the middleware."""

    def view(request):
        work()
        return HttpResponse("fait")

    return ReadOnlyMiddleware(view)(RequestFactory().generic(method, "/"))


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def add() -> None:
    Submission.objects.create(key="k", user_id=1, result="")


WRITES = [
    add,
    lambda: Submission.objects.bulk_create([Submission(key="k", user_id=1)]),
    lambda: Submission.objects.update(result="/"),
    lambda: Submission.objects.filter(pk=0)._raw_delete("default"),
    lambda: run("WITH gone AS (SELECT 1) INSERT INTO base_submission (key) SELECT 'k' FROM gone"),
    lambda: run("  -- innocent\n UPDATE base_submission SET result = ''"),
    lambda: run("CREATE TABLE surprise (id integer)"),
    lambda: run("DROP TABLE base_submission"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("work", WRITES)
def test_a_safe_method_cannot_write(method, work):
    with pytest.raises(WriteOnGet), transaction.atomic():
        answer(method, work)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_other_methods_write(method):
    assert answer(method, add).status_code == 200
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_safe_method_reads(method):
    add()
    readings = [
        Submission.objects.count,
        lambda: list(Submission.objects.filter(pk=0).union(Submission.objects.filter(user_id=1))),
        lambda: run("WITH few AS (SELECT key FROM base_submission) SELECT * FROM few"),
    ]
    assert [answer(method, work).status_code for work in readings] == [200, 200, 200]


def test_the_connection_writes_again_after_a_get_that_failed():
    with pytest.raises(WriteOnGet), transaction.atomic():
        answer("GET", add)
    add()
    assert Submission.objects.count() == 1


def test_a_page_is_kept_by_no_cache():
    page = NoStoreMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert page["Cache-Control"] == "no-store"


def test_an_answer_may_say_how_long_it_lives():
    kept = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert NoStoreMiddleware(lambda request: kept)(RequestFactory().get("/"))["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("address", ["/connexion/?next=%00", "/connexion/?%00=1", "/recherche/?q=a%00b", "/a%00b"])
def test_a_nul_in_an_address_is_a_bad_request(client, address):
    """PostgreSQL refuses the character: whatever reads it would fail there."""
    assert client.get(address).status_code == 400


def test_a_nul_in_a_form_is_a_bad_request_and_does_nothing(client):
    user = person()
    client.force_login(user)
    for typed in ({"_once": "a\0b"}, {"organisme": "\0"}, {"next": "\0"}):
        assert client.post("/organisation", typed).status_code == 400
    assert not Submission.objects.exists()
