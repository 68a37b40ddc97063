"""Who may do what, and where: the permission table applied to people, keys and views."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from django.http import HttpRequest

from hamsafar.base.errors import NotAllowed, NotFound, SignInNeeded

from . import units
from .contracts import Grant
from .permissions import COMPANY_WIDE, PERMISSIONS, PUBLIC, SIGNED_IN

View = TypeVar("View", bound=Callable[..., Any])


@runtime_checkable
class Actor(Protocol):
    """Whoever asks: a signed-in member, an API key, or nobody (Django's AnonymousUser has no grants)."""

    @property
    def is_authenticated(self) -> bool: ...


def grants_of(actor: object) -> tuple[Grant, ...]:
    return cast(tuple[Grant, ...], getattr(actor, "grants", ()))


def can(actor: object, permission: str) -> bool:
    """Does any role of this member or key allow it somewhere? Where: `scope_of(actor, permission)`."""
    if permission in (PUBLIC, SIGNED_IN):
        return permission == PUBLIC or bool(getattr(actor, "is_authenticated", False))
    allowed = PERMISSIONS[permission]
    return any(grant.role in allowed and not (grant.unit and permission in COMPANY_WIDE) for grant in grants_of(actor))


def scope_of(actor: object, permission: str | None = None) -> tuple[str, ...] | None:
    """Codes of the units whose data they may see, with all units below; None is everything, () is nothing.

    With a permission: only where a role of theirs allows that. One may export in one branch and only read in another.
    """
    grants = [g for g in grants_of(actor) if permission is None or g.role in PERMISSIONS[permission]]
    if any(not grant.unit for grant in grants):
        return None
    return units.with_all_below(grant.unit for grant in grants)


def covers(actor: object, unit: str, permission: str | None = None) -> bool:
    """Is this unit's data theirs to see (and to do `permission` with)? Data without a unit belongs to the whole company."""
    scope = scope_of(actor, permission)
    return scope is None or unit in scope


def check(actor: object, permission: str) -> None:
    """Refuses with SignInNeeded, NotFound (a stranger must not learn that there is something) or NotAllowed."""
    if can(actor, permission):
        return
    if not getattr(actor, "is_authenticated", False):
        raise SignInNeeded()
    if not grants_of(actor):
        raise NotFound()
    raise NotAllowed()


def allow(permission: str) -> Callable[[View], View]:
    """Guard a view: only those whose role has `permission` get in. Works for API operations too."""
    if permission not in PERMISSIONS and permission not in (PUBLIC, SIGNED_IN):
        raise LookupError(f"{permission} is not in the permission table (ground/organisation/permissions.py)")
    return lambda view: _guarded(view, permission)


def _guarded(view: View, permission: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        check(request.user, permission)
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    return cast(View, guarded)


public = allow(PUBLIC)
signed_in = allow(SIGNED_IN)


def permission_of(view: object, method: str = "") -> str | None:
    """The permission that a view declares; None when it declares none, and then it is refused (deny by default).

    A django-ninja path is one view for several operations: each must declare its own, which ninja then runs.
    """
    operations: Iterable[Any] = getattr(getattr(view, "__self__", None), "operations", ())
    if not operations:
        return getattr(view, "permission", None)
    declared = {name: getattr(operation.view_func, "permission", None) for operation in operations for name in operation.methods}
    return None if None in declared.values() else declared.get(method.upper(), next(iter(declared.values())))
