"""The side bar: which pages stand in it, in which group, and who sees them. The only place that lists them."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    return {}
