"""Which actions there are. Rooms register theirs when they are imported; the module `actions` of every room is imported once."""

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules

from .contracts import Action, Deed
from .errors import NoSuchAction

_actions: dict[str, Action] = {}
_waiting: dict[str, Callable[[Deed], None]] = {}
_discovered = False


def register(action: Action) -> Action:
    known = _actions.get(action.key)
    if known is not None and known.do.__qualname__ != action.do.__qualname__:
        raise ValueError(f"two actions are called {action.key}")
    _actions[action.key] = action
    return action


def when_over(key_prefix: str, call: Callable[[Deed], None]) -> None:
    """A room that asks for deeds is told how each of them ended, whose keys begin like this: in the transaction that writes it."""
    _waiting[key_prefix] = call


def tell_asker(deed: Deed) -> None:
    for key_prefix, call in _waiting.items():
        if deed.key.startswith(key_prefix):
            call(deed)


def get_action(key: str) -> Action:
    """Raises NoSuchAction."""
    found = find_action(key)
    if found is None:
        raise NoSuchAction(action=key)
    return found


def find_action(key: str) -> Action | None:
    if key not in _actions:
        _discover()
    return _actions.get(key)


def list_actions() -> list[Action]:
    _discover()
    return sorted(_actions.values(), key=lambda action: action.key)


def _discover() -> None:
    """A room declares its actions in a module called `actions`, as it declares its jobs in `tasks`."""
    global _discovered
    if not _discovered:
        autodiscover_modules("actions")
        _discovered = True
