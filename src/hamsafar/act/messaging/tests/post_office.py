"""A real SMTP server on loopback that keeps what it takes, and refuses or falls silent where a test wants it to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class PostOffice:
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    at_rcpt: str = "250 OK"
    at_data: str = "250 OK queued as 17"
    hangs_up: bool = False  # takes the letter and never says so
    signed_in: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.at_data.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        if self.hangs_up:
            server.transport.abort()
        return self.at_data

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password == b"open sesame", handled=False)

    def only(self) -> EmailMessage:
        (letter,) = self.letters
        return letter

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in letter["To"]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(**facts: Any) -> Iterator[PostOffice]:
    office = PostOffice(port=free_port())
    controller = Controller(
        office, hostname="127.0.0.1", port=office.port, authenticator=office.sign_in, auth_require_tls=False, ready_timeout=30, **facts
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
