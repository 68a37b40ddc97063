"""Whether somebody is known before their request is read: by the cookie of a session or by an API key."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils.module_loading import import_string

from .keys import find_key_actor

BEARER = "Bearer "


def is_known(*, session: str, authorization: str) -> bool:
    """What they may do is for the view to decide, which has the whole request."""
    if authorization.startswith(BEARER):
        return find_key_actor(authorization.removeprefix(BEARER).strip()) is not None
    return bool(session) and SESSION_KEY in import_string(f"{settings.SESSION_ENGINE}.SessionStore")(session)
