"""A limit to the files of any request."""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 20_000_000  # all files of one request; forms have lower limits, with a message


class QuotaHandler(FileUploadHandler):
    """Drop the connection above the quota. Comes first in FILE_UPLOAD_HANDLERS, before those that keep the bytes."""

    def __init__(self, request=None):
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers that follow make the file."""
