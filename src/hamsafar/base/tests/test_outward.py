"""What people type into settings reaches public addresses only, and it is known whether anything has left."""

import http.client
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hamsafar.base import outward

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class Listener(BaseHTTPRequestHandler):
    got: list[tuple[str, str, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.got.append((self.command, self.path, body))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        if self.path == "/slow":
            self._drip()
            return
        self.send_response(200)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()
        self.wfile.write(b"x" * (1_000_000 if self.path == "/much" else 2))

    def _drip(self) -> None:
        """Never silent for long, and never done."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            try:
                self.wfile.write(b"X-Drip: x\r\n")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    Listener.got = []
    served = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    served.daemon_threads = True
    threading.Thread(target=served.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


@pytest.fixture
def loopback(settings) -> None:
    settings.REACHABLE_NETWORKS = LOOPBACK


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:0a00:0001::1",
    ],
)  # fmt: skip
def test_what_is_not_everybodys_is_not_reached(address):
    assert not outward.is_reachable(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"])
def test_public_addresses_are_reached(address):
    assert outward.is_reachable(address)


def test_the_operator_lets_a_network_in(settings):
    settings.REACHABLE_NETWORKS = (ipaddress.ip_network("10.1.0.0/16"),)
    assert outward.is_reachable("10.1.2.3") and not outward.is_reachable("10.2.2.3") and not outward.is_reachable("127.0.0.1")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "https://", "https://user:pass@example.com/", "https://example.com/a b", "https://example.com/\r\nX: y",
     "example.com", "https://example.com:99999/", "file:///etc/passwd", "https://example.com/é"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(outward.BadAddress):
        outward.read(url)


def test_a_loopback_server_is_not_called_unless_it_is_let_in(server):
    with pytest.raises(outward.AddressNotAllowed):
        outward.call(f"{server}/send", body=b"{}")
    assert Listener.got == []


@pytest.mark.parametrize("name", ["localhost", "0x7f.1", "2130706433"])
def test_other_ways_to_write_loopback_are_seen_through(name):
    with pytest.raises((outward.AddressNotAllowed, outward.AddressAway)):
        outward.call(f"http://{name}:9/", body=b"")


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_facts: found)
    with pytest.raises(outward.AddressNotAllowed):
        outward.call("http://rebinding.example/", body=b"")


def test_the_call_goes_to_the_address_that_was_looked_at_and_names_the_host(server, loopback, monkeypatch):
    port = int(server.rpartition(":")[2])
    asked: list[str] = []

    def once(host, *_args, **_facts):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **facts: once(host) if host == "gateway.example" else real(host, *args, **facts)
    )
    reply = outward.call(f"http://gateway.example:{port}/send?x=1", body=b"hello")
    assert (reply.status, reply.body, reply.headers["x-host"]) == (200, b"xx", f"gateway.example:{port}")
    assert Listener.got == [("POST", "/send?x=1", b"hello")] and asked == ["gateway.example"]


real = socket.getaddrinfo


def test_a_redirect_is_an_answer_and_not_followed(server, loopback):
    assert outward.call(f"{server}/redirect", body=b"").status == 302


def test_an_answer_without_end_is_cut(server, loopback):
    assert len(outward.call(f"{server}/much", body=b"").body) == outward.MOST


def test_nothing_has_gone_out_while_nobody_answers_the_door(loopback):
    gone: list[bool] = []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(outward.AddressAway):
            outward.call(f"http://127.0.0.1:{closed.getsockname()[1]}/", body=b"", go_out=lambda: gone.append(True))
    assert gone == []


def test_an_answer_that_drips_is_given_up_in_time_and_may_have_done_something(server, loopback):
    gone: list[bool] = []
    began = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)):
        outward.call(f"{server}/slow", body=b"", seconds=0.5, go_out=lambda: gone.append(True))
    assert gone == [True] and time.monotonic() - began < 3


def test_a_server_without_a_certificate_is_away(server, loopback):
    with pytest.raises(outward.AddressAway):
        outward.call(server.replace("http:", "https:"), body=b"", seconds=2)
