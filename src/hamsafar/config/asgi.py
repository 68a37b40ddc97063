"""The one ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.config.settings")
django_application = get_asgi_application()

from .lifespan import Lifespan  # noqa: E402 - rooms are imported once Django is set up

application = Lifespan(django_application)
