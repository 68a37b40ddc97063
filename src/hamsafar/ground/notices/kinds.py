"""Which kinds of news there are. Rooms say theirs where they are imported."""

from .contracts import Notice

_kinds: dict[str, Notice] = {}


def add_notice(notice: Notice) -> None:
    _kinds[notice.key] = notice


def get_kind(key: str) -> Notice:
    return _kinds[key]


def all_kinds() -> list[Notice]:
    return sorted(_kinds.values(), key=lambda notice: notice.key)


def name_of(key: str) -> str:
    return str(_kinds[key].name) if key in _kinds else key
