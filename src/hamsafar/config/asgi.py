"""The one ASGI application."""

import os
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.config.settings")
django.setup(set_prefix=False)

from hamsafar.collect.intake.services import tracking  # noqa: E402 - rooms are imported once Django is set up

from .bounds import Bounded  # noqa: E402
from .handler import PagesHandler  # noqa: E402
from .lifespan import Lifespan  # noqa: E402
from .proxies import Forwarded  # noqa: E402

pages = Bounded(PagesHandler())


async def beside(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The tracking API passes none of Django's middleware."""
    takes = tracking if scope["type"] == "http" and scope["path"].startswith("/v1/") else pages
    await takes(scope, receive, send)


application = Lifespan(Forwarded(beside, settings.PROXIES))
