"""Scripts and styles while the program is built anew, or replaced, under a running server."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from hamsafar.base.ui import assets
from hamsafar.base.ui.serving import AssetsMiddleware


@pytest.fixture
def script(tmp_path, monkeypatch, settings):
    """The address of a built script, with its compressed form beside it."""
    built = tmp_path / "static" / "built"
    (built / "pages").mkdir(parents=True)
    monkeypatch.setattr(assets, "BUILT", built)
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    path = built / "pages" / "app-ABCDEFGH.js"
    path.write_bytes(b"first")
    path.with_name(path.name + ".br").write_bytes(b"1st")
    yield path
    finders.get_finder.cache_clear()


def asked(server, method="get", **heads):
    answer = getattr(RequestFactory(), method)("/static/built/pages/app-ABCDEFGH.js", headers=heads)
    return server(answer)


def server_of():
    return AssetsMiddleware(lambda _request: HttpResponse(status=404))


def test_a_running_server_goes_on_serving_what_it_began_with(script):
    server = server_of()
    script.unlink()
    answer = asked(server)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"first")
    assert "immutable" in answer["Cache-Control"]
    packed = asked(server, **{"Accept-Encoding": "gzip, br"})
    assert (packed["Content-Encoding"], b"".join(packed.streaming_content)) == ("br", b"1st")
    assert asked(server, **{"If-None-Match": answer["ETag"]}).status_code == 304
    assert asked(server, "head")["Content-Length"] == "5"
    assert asked(server, "post").status_code == 405
    ranged = asked(server, Range="bytes=1-2")
    assert (ranged.status_code, b"".join(ranged.streaming_content)) == (200, b"first")


def test_what_a_server_never_knew_is_not_there(script):
    script.unlink()
    assert asked(server_of()).status_code == 404
