"""Digits and numbers in two languages. Formatting follows CLDR: Persian writes ۱٬۲۳۴٫۵ and ۱۲٪."""

from decimal import Decimal
from typing import Final

_PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
_TO_PERSIAN: Final = str.maketrans("0123456789", _PERSIAN)
_TO_ASCII: Final = str.maketrans(_PERSIAN + "٠١٢٣٤٥٦٧٨٩" + "٫٬", "0123456789" * 2 + ".,")
# Without the left-to-right mark the minus sign of a Persian number jumps behind it.
_MINUS: Final = {"fa": "\u200e−", "en": "−"}


def persian_digits(text: str) -> str:
    return text.translate(_TO_PERSIAN)


def ascii_digits(text: str) -> str:
    """Persian and Arabic digits and their decimal and thousands marks as ASCII."""
    return text.translate(_TO_ASCII)


def dress_digits(text: str, language: str) -> str:
    """The digits of a finished text in the reader's script."""
    return persian_digits(text) if language == "fa" else text


def dress_number(value: float | Decimal, language: str) -> str:
    """A number as it is, neither rounded nor grouped: limits and codes."""
    text = str(value)
    return persian_digits(text.replace(".", "٫")) if language == "fa" else text


def format_number(value: float | Decimal, language: str, *, decimals: int = 0, signed: bool = False) -> str:
    """A number with grouped thousands; `signed` also shows the plus."""
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not any(digit in "123456789" for digit in text)
    sign = "" if is_zero else _MINUS[_tongue(language)] if value < 0 else _plus(language) if signed else ""
    if language == "fa":
        text = persian_digits(text.replace(",", "٬").replace(".", "٫"))
    return sign + text


def format_percent(share: float, language: str, *, decimals: int = 1, signed: bool = False) -> str:
    """0.125 as 12.5% or ۱۲٫۵٪."""
    return format_number(share * 100, language, decimals=decimals, signed=signed) + ("٪" if language == "fa" else "%")


def format_duration(seconds: float, language: str) -> str:
    """4:12 (minutes and seconds) below an hour, 3:05 h below two days, then days with one decimal."""
    if seconds < 0:
        return _MINUS[_tongue(language)] + format_duration(-seconds, language)
    whole = round(seconds)
    if whole < 3600:
        return dress_digits(f"{whole // 60}:{whole % 60:02d}", language)
    if whole < 2 * 86400:
        minutes = round(seconds / 60)
        clock = dress_digits(f"{minutes // 60}:{minutes % 60:02d}", language)
        return f"{clock} ساعت" if language == "fa" else f"{clock} h"
    days = format_number(seconds / 86400, language, decimals=1)
    return f"{days} روز" if language == "fa" else f"{days} d"


def _tongue(language: str) -> str:
    return "fa" if language == "fa" else "en"


def _plus(language: str) -> str:
    return "\u200e+" if language == "fa" else "+"
