"""Files far above any limit never fill a disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from portal.base import uploads


def sent(*sizes: int):
    files = {f"f{number}": SimpleUploadedFile("a.pdf", b"x" * size) for number, size in enumerate(sizes)}
    return RequestFactory().post("/", files)


def test_an_ordinary_file_arrives_whole():
    assert sent(10, 20).FILES["f1"].read() == b"x" * 20


@pytest.mark.parametrize("sizes", [(300,), (150, 150)])
def test_too_many_bytes_stop_the_request(monkeypatch, sizes):
    """One file or several: what comes after the quota is not kept."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 200)
    request = sent(*sizes)
    assert len(request.FILES) == len(sizes) - 1


def test_the_quota_counts_what_has_come():
    handler = uploads.QuotaHandler()
    assert handler.receive_data_chunk(b"x", 0) == b"x"
    handler.received = uploads.MOST_BYTES
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"x", 1)
