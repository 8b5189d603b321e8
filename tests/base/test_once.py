"""Double click, back button, retry: one write, and the same answer to each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from portal.base.models import Lease, Submission
from portal.base.once import FIELD, new_once_key, once
from tests.net.reading import source

pytestmark = pytest.mark.engine


def request(key: str = "k1", *, method: str = "POST", user_id: int | None = 1, path: str = "/", **fields):
    """A submission by the user `user_id` (None: nobody is signed in)."""
    made = RequestFactory().generic(method, path)
    if method == "POST":
        made = RequestFactory().post(path, {FIELD: key, **fields})
    made.user = SimpleNamespace(is_authenticated=user_id is not None, pk=user_id)
    return made


@once
def view(request) -> HttpResponse:
    """Writes one row, whose name is its rank, and leads to it."""
    rank = Lease.objects.count() + 1
    Lease.objects.create(name=str(rank), until="2026-01-01T00:00:00Z")
    return HttpResponseRedirect(f"/fait/{rank}")


@once
def refusing(request) -> HttpResponse:
    Lease.objects.create(name="written before the refusal", until="2026-01-01T00:00:00Z")
    return HttpResponse("Le SIRET est faux.", status=422)


@once
def clumsy(request) -> HttpResponse:
    Lease.objects.create(name="twice", until="2026-01-01T00:00:00Z")
    Lease.objects.create(name="twice", until="2026-01-01T00:00:00Z")
    return HttpResponseRedirect("/")


@pytest.mark.django_db
def test_the_same_key_writes_once_and_gets_the_same_answer():
    assert [view(request()).url for _ in range(3)] == ["/fait/1"] * 3
    assert Lease.objects.count() == 1


@pytest.mark.django_db
def test_another_key_is_another_submission():
    assert [view(request(key)).url for key in ("k1", "k2")] == ["/fait/1", "/fait/2"]


@pytest.mark.django_db
def test_a_key_is_its_person_s_own():
    assert [view(request(user_id=user)).url for user in (1, 2)] == ["/fait/1", "/fait/2"]


@pytest.mark.django_db
def test_the_token_against_forged_requests_differs_in_each_page():
    assert [view(request(csrfmiddlewaretoken=token)).url for token in ("a", "b")] == ["/fait/1"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"email": "corrigee@exemple.fr"},
        {"email": ["faute@exemple.fr", "autre@exemple.fr"]},
        {"path": "/?autre"},
        {"email": "faute@exemple.fr", "nom": ""},
        {"email": "faute@exemple.fr", "piece": SimpleUploadedFile("a.pdf", b"2")},
        {"email": "faute@exemple.fr", "piece": SimpleUploadedFile("b.pdf", b"1")},
    ],
)
def test_other_values_with_the_same_key_are_another_submission(other):
    """Somebody stopped the page, corrected the form and sent it again."""
    first = {"email": "faute@exemple.fr", "piece": SimpleUploadedFile("a.pdf", b"1")}
    assert [view(request(**values)).url for values in (first, other)] == ["/fait/1", "/fait/2"]


@pytest.mark.django_db
def test_the_same_file_sent_twice_is_sent_once_and_read_whole():
    read = []

    @once
    def keep(request) -> HttpResponse:
        read.append(request.FILES["piece"].read())
        return HttpResponseRedirect("/garde")

    for _ in range(2):
        keep(request(piece=SimpleUploadedFile("a.pdf", b"%PDF-1.7")))
    assert read == [b"%PDF-1.7"]


@pytest.mark.django_db
def test_nothing_of_what_was_typed_can_be_read_from_what_is_kept():
    view(request("clef-de-la-page", password="tres-secret"))
    kept = Submission.objects.get()
    assert len(kept.key) == 40
    assert "clef" not in kept.key


@pytest.mark.django_db
def test_a_form_with_errors_keeps_nothing_and_can_be_sent_again():
    answer = refusing(request())
    assert (answer.status_code, source(answer)) == (422, "Le SIRET est faux.")
    assert (Lease.objects.count(), Submission.objects.count()) == (0, 0)
    assert view(request()).url == "/fait/1"


@pytest.mark.django_db
def test_another_constraint_that_breaks_is_not_taken_for_a_double_click():
    with pytest.raises(IntegrityError):
        clumsy(request())
    assert (Lease.objects.count(), Submission.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"key": ""}, {"user_id": None}])
def test_without_key_or_person_every_submission_counts(asked):
    assert [view(request(**asked)).url for _ in range(2)] == ["/fait/1", "/fait/2"]
    assert not Submission.objects.exists()


def test_keys_are_not_guessable():
    assert len({new_once_key() for _ in range(1000)}) == 1000
    assert len(new_once_key()) == 24


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_the_same_instant_are_one():
    ready = Barrier(2)

    def submit(_):
        try:
            ready.wait()
            return view(request()).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(submit, range(2))) == ["/fait/1"] * 2
    assert Lease.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_submission_waits_for_a_slow_first_one():
    inside, go_on = Event(), Event()

    @once
    def slow(request) -> HttpResponse:
        inside.set()
        assert go_on.wait(10)
        return HttpResponseRedirect("/lent")

    def submit(work):
        try:
            return work(request()).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(submit, slow)
        assert inside.wait(10)
        second = pool.submit(submit, view)
        assert not second.done()
        go_on.set()
        assert (first.result(10), second.result(10)) == ("/lent", "/lent")
