"""Built files are served as they were when the process began: a build or an upgrade takes them away under a running server."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

from . import assets


class AssetsMiddleware(WhiteNoiseMiddleware):
    """Holds what is built (a megabyte and a half) in memory, and with it the names that pages use."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        try:
            assets.names()
        except LookupError:  # nothing is built; the first page says so
            pass

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        found = super().get_static_file(path, url, stat_cache)
        is_built = not self.autorefresh and Path(path).is_relative_to(assets.BUILT)
        return Held(found) if is_built else found


class Held:
    """A static file whose bytes are here. A range is answered with the whole, which is small."""

    def __init__(self, file: StaticFile) -> None:
        self._file = file
        self._bytes = {path: Path(path).read_bytes() for _encoding, path, _heads in file.alternatives}

    def get_response(self, method: str, heads: Mapping[str, str]) -> Response:
        asked = {name: value for name, value in heads.items() if name != "HTTP_RANGE"}
        answer = self._file.get_response("HEAD" if method == "GET" else method, asked)
        if method != "GET" or answer.status != HTTPStatus.OK:
            return answer
        path, _heads = self._file.get_path_and_headers(asked)
        return Response(answer.status, answer.headers, BytesIO(self._bytes[path]))
