"""A real SMTP server on the loopback, to which the portal's worker sends."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from tests.e2e.server import free_port


class Peer:
    """`messages`: what was received. `refuse`: how many of the next messages are answered `answer`, a temporary error.
    `unknown`: addresses whose mailbox does not exist."""

    def __init__(self):
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuse = 0
        self.answer = "451 Try again later"
        self.unknown: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        """aiosmtpd's hook: a recipient is named."""
        if address in self.unknown:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        """aiosmtpd's hook: a message arrives."""
        if self.refuse:
            self.refuse -= 1
            return self.answer
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def peer(settings) -> Iterator[Peer]:
    received = Peer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = Controller(received, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    controller.start()
    yield received
    controller.stop()
