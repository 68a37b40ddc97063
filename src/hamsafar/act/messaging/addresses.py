"""Public addresses of this installation, for what is sent out."""

from django.conf import settings
from django.urls import reverse


def address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
