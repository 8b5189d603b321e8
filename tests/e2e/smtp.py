"""A real SMTP server that keeps what it receives."""

import logging
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.e2e.server import Portal, free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each line of the conversation


class SmtpPeer:
    """`messages`: what was received, oldest first. `deliver()` runs the portal's worker once."""

    def __init__(self, portal: Portal):
        self.portal = portal
        self.messages: list[EmailMessage] = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope) -> str:
        """aiosmtpd's hook: a message arrives."""
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def deliver(self) -> list[EmailMessage]:
        """Lets the worker send what waits; answers the messages received meanwhile."""
        before = len(self.messages)
        self.portal.manage("run_worker", "--once", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(self.port))
        return self.messages[before:]

    def to(self, address: str) -> list[EmailMessage]:
        """Messages received for an address."""
        return [message for message in self.messages if address in str(message["To"])]
