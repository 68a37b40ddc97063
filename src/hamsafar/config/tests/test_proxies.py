"""Who calls: what a caller writes into X-Forwarded-For must not decide it."""

import asyncio

import pytest

from hamsafar.config.proxies import Forwarded, parse

ALI, LIAR = "203.0.113.7", "198.51.100.66"


def seen(proxies, peer, *forwarded, scheme=None):
    """The address and the scheme that the application sees."""
    heads = [(b"x-forwarded-for", each.encode("latin-1")) for each in forwarded]
    heads += [(b"x-forwarded-proto", scheme.encode())] if scheme else []
    scope = {"type": "http", "client": (peer, 5) if peer else None, "headers": heads, "scheme": "http"}

    async def app(scope, _receive, _send):
        pass

    asyncio.run(Forwarded(app, parse(proxies))(scope, None, None))
    return (scope["client"][0] if scope["client"] else "", scope["scheme"])


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ("127.0.0.1", "127.0.0.1", [ALI], ALI),
        ("127.0.0.1", "127.0.0.1", [f"{LIAR}, {ALI}"], ALI),  # the caller wrote the first one
        ("127.0.0.1", "127.0.0.1", [LIAR, ALI], ALI),  # in a header of its own
        ("127.0.0.1", LIAR, [ALI], LIAR),  # no proxy of ours
        ("127.0.0.1,10.0.0.0/8", "10.2.3.4", [f"{LIAR}, {ALI}, 10.0.0.9"], ALI),
        ("10.0.0.0/8", "10.2.3.4", ["10.0.0.8, 10.0.0.9"], "10.0.0.8"),  # from inside
        ("127.0.0.1", "127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", [f"{ALI}, <script>"], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", [f"{ALI}:50123"], ALI),  # some write the port too: each call another address otherwise
        ("127.0.0.1", "127.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("127.0.0.1", "127.0.0.1", [f"::ffff:{ALI}"], ALI),
        ("127.0.0.1", "::ffff:127.0.0.1", [ALI], ALI),
        ("::1", "::1", ["2001:DB8:0::7%eth0"], "2001:db8::7"),
        ("1", "172.18.0.3", [f"{LIAR}, {ALI}"], ALI),
        ("2", "172.18.0.3", [f"{LIAR}, {ALI}, 172.18.0.9"], ALI),
        ("2", "172.18.0.3", [LIAR], "172.18.0.3"),  # came past the first proxy
        ("1", "", [ALI], ALI),  # over a unix socket
        ("0", "127.0.0.1", [ALI], "127.0.0.1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(proxies, peer, forwarded, address):
    assert seen(proxies, peer, *forwarded)[0] == address


def test_the_scheme_is_believed_from_our_proxies_only():
    assert seen("127.0.0.1", "127.0.0.1", scheme="https")[1] == "https"
    assert seen("127.0.0.1", LIAR, scheme="https")[1] == "http"
    assert seen("127.0.0.1", "127.0.0.1", scheme="javascript")[1] == "http"


@pytest.mark.parametrize("text", ["*", "nginx", "10.0.0.0/99", "127.0.0.1,", "99", "-1"])
def test_what_cannot_be_meant_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="HAMSAFAR_PROXIES"):
        parse(text)
