"""Handing a letter to the mail server, step by step, so that it is known at each step whether it can still be taken back.

Nothing has happened before the dot that ends the letter; once it is sent, only the server's answer tells. What breaks in between is
left to the queue of actions, which calls it unknown.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from email.message import EmailMessage

from hamsafar.ground.actions.services import NotDone, NotYet

from .contracts import Mail, Security
from .errors import MailboxRefused, MailServerAway, MailServerRefused
from .folding import POLICY

SECONDS = 30.0
_DOTS = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SOMEBODY = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")  # servers repeat the address; a log need not hold it
Reply = tuple[int, bytes]


_taken_by: ContextVar[Callable[[EmailMessage], str] | None] = ContextVar("letters are taken by", default=None)


@contextmanager
def taken_by(take: Callable[[EmailMessage], str]) -> Iterator[None]:
    """Letters of this context go to no server: `take` gets them and says what a server would. For company without post."""
    token = _taken_by.set(take)
    try:
        yield
    finally:
        _taken_by.reset(token)


def deliver(letter: EmailMessage, *, to: str, mail: Mail, go_out: Callable[[], None] = lambda: None) -> str:
    """Returns what the server said. Raises NotYet (nothing happened, later perhaps) and NotDone (it said no); anything else after
    `go_out` means that nobody can tell."""
    if take := _taken_by.get():
        go_out()
        return take(letter)
    payload = _DOTS.sub(b"..", letter.as_bytes(policy=POLICY))
    payload += b"" if payload.endswith(b"\r\n") else b"\r\n"
    with connected(mail) as server:
        with _talking(mail):
            _expect(server.mail(mail.from_email, _options(server, to)), "MAIL FROM")
            _accepted(server.rcpt(to))
            _expect(server.docmd("DATA"), "DATA", wanted=354)
        go_out()
        server.send(payload + b".\r\n")
        code, said = server.getreply()
        _expect((code, said), "DATA")
        return _told(said)


@contextmanager
def connected(mail: Mail) -> Iterator[smtplib.SMTP]:
    """A line to the server, greeted, secured and signed in. Raises NotYet."""
    with _talking(mail):
        server = _open(mail)
    try:
        with _talking(mail):
            _greet(server, mail)
        yield server
    finally:
        _leave(server)


def _open(mail: Mail) -> smtplib.SMTP:
    if mail.security is Security.TLS:
        return smtplib.SMTP_SSL(mail.host, mail.port, local_hostname=mail.domain, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(mail.host, mail.port, local_hostname=mail.domain, timeout=SECONDS)


def _greet(server: smtplib.SMTP, mail: Mail) -> None:
    server.ehlo_or_helo_if_needed()
    if mail.security is Security.STARTTLS:
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if mail.username:
        server.login(mail.username, mail.password)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):  # the letter's fate is known by now, politeness is all that is lost
        server.close()


@contextmanager
def _talking(mail: Mail) -> Iterator[None]:
    """Before the letter is handed over every trouble means that nothing has happened."""
    try:
        yield
    except smtplib.SMTPResponseException as refused:  # a wrong password, a greeting that says no
        step = "AUTH" if isinstance(refused, smtplib.SMTPAuthenticationError) else "HELO"
        raise NotYet(MailServerRefused(step=step, reply=_told(refused.smtp_error, refused.smtp_code))) from None
    except (smtplib.SMTPException, OSError) as trouble:  # OSError: no such host, no route, a certificate that does not fit
        raise NotYet(MailServerAway(host=mail.host, kind=type(trouble).__name__)) from None


def _options(server: smtplib.SMTP, to: str) -> list[str]:
    """An address beyond ASCII needs a server that knows such addresses."""
    if to.isascii():
        return []
    if not server.has_extn("smtputf8"):
        raise NotDone(MailboxRefused(reply="SMTPUTF8"))
    return ["SMTPUTF8"]


def _expect(reply: Reply, step: str, *, wanted: int = 250) -> None:
    code, said = reply
    if code == wanted:
        return
    why = MailServerRefused(step=step, reply=_told(said, code))
    raise (NotDone(why) if code >= 500 else NotYet(why))


def _accepted(reply: Reply) -> None:
    code, said = reply
    if code in (250, 251):
        return
    why = MailboxRefused(reply=_told(said, code))
    raise (NotDone(why) if code >= 500 else NotYet(why))


def _told(said: bytes | str, code: int | None = None) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return without_addresses(f"{code or ''} {text}")


def without_addresses(text: str) -> str:
    return " ".join(_SOMEBODY.sub("…", text).split())[:200]


def is_gone(reply: str) -> bool:
    """Does this refusal mean that the mailbox will never be there? A policy, a full box or a bad reputation does not."""
    enhanced = _ENHANCED.search(reply)
    if enhanced:
        family, subject, detail = enhanced.groups()
        return family == "5" and (subject == "1" or (subject, detail) == ("2", "1"))
    return reply.startswith(("550", "551", "553"))
