"""Money is an amount in a currency. One toman is exactly ten rials; other currencies are never added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .numbers import format_number

RIALS_IN_A_TOMAN: Final = 10
_NAMES: Final = {
    "IRR": ("rial", "ریال"),
    "IRT": ("toman", "تومان"),
    "USD": ("US dollar", "دلار"),
    "EUR": ("euro", "یورو"),
    "GBP": ("pound", "پوند"),
    "AED": ("dirham", "درهم"),
    "TRY": ("lira", "لیر"),
}
_WITHOUT_CENTS: Final = {"IRR", "IRT", "JPY", "KRW"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    amount: Decimal
    currency: str

    def in_base_unit(self) -> "Money":
        """Toman as rial; anything else unchanged."""
        if self.currency != "IRT":
            return self
        return Money(amount=self.amount * RIALS_IN_A_TOMAN, currency="IRR")


def base_currency(currency: str) -> str:
    """The currency in which amounts of this one are kept when they are added: IRR for IRT."""
    return "IRR" if currency == "IRT" else currency


def total_by_currency(sums: Iterable[Money]) -> dict[str, Decimal]:
    """One total a currency; rial and toman are one currency in two units."""
    totals: dict[str, Decimal] = {}
    for money in sums:
        base = money.in_base_unit()
        totals[base.currency] = totals.get(base.currency, Decimal(0)) + base.amount
    return totals


def convert(amount: Decimal, *, source: str, target: str) -> Decimal:
    """Between rial and toman only. Raises ValueError for any pair that would need a rate."""
    if source == target:
        return amount
    if (source, target) == ("IRT", "IRR"):
        return amount * RIALS_IN_A_TOMAN
    if (source, target) == ("IRR", "IRT"):
        return amount / RIALS_IN_A_TOMAN
    raise ValueError(f"{source} and {target} are different currencies")


def currency_name(currency: str, language: str) -> str:
    english, persian = _NAMES.get(currency, (currency, currency))
    return persian if language == "fa" else english


def format_money(amount: Decimal | float, currency: str, language: str) -> str:
    """12,500,000 rial or ۱۲٬۵۰۰٬۰۰۰ ریال; cents only where the currency has them."""
    decimals = 0 if currency in _WITHOUT_CENTS else 2
    return f"{format_number(amount, language, decimals=decimals)} {currency_name(currency, language)}"


_STEPS: Final[tuple[tuple[int, str, str], ...]] = (
    (10**12, "trillion", "هزار میلیارد"),
    (10**9, "billion", "میلیارد"),
    (10**6, "million", "میلیون"),
)


def format_money_short(amount: Decimal | float, currency: str, language: str) -> str:
    """For tight places: 62.7 million rial or ۶۲٫۷ میلیون ریال."""
    return f"{format_short(amount, language)} {currency_name(currency, language)}"


def format_short(amount: Decimal | float, language: str) -> str:
    """A large amount in three figures and a word; less than a million is written out."""
    for step, english, persian in _STEPS:
        if abs(float(amount)) >= step:
            scaled = float(amount) / step
            decimals = max(0, 3 - len(str(int(abs(scaled)))))
            return f"{format_number(scaled, language, decimals=decimals)} {persian if language == 'fa' else english}"
    return format_number(amount, language)
