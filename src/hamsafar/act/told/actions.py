"""Imported once with every room's actions, so that whoever waits for letters is told how they end."""

from . import telling as _telling  # noqa: F401
