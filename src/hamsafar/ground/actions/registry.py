"""Which actions there are. Rooms register theirs when they are imported; the module `actions` of every room is imported once."""

from django.utils.module_loading import autodiscover_modules

from .contracts import Action
from .errors import NoSuchAction

_actions: dict[str, Action] = {}
_discovered = False


def register(action: Action) -> Action:
    known = _actions.get(action.key)
    if known is not None and known.do.__qualname__ != action.do.__qualname__:
        raise ValueError(f"two actions are called {action.key}")
    _actions[action.key] = action
    return action


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
