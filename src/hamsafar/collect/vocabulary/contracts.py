"""What the vocabulary is made of."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a property holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    MOMENT = "moment"
    LIST = "list"
    MONEY = "money"


class Family(StrEnum):
    """The filter chips of a timeline."""

    BROWSING = "browsing"
    ORDERS = "orders"
    TALK = "talk"
    FEEDBACK = "feedback"
    HELP = "help"
    MESSAGES = "messages"
    IDENTITY = "identity"
    SYSTEM = "system"


class Tone(StrEnum):
    """How an event bears on the experience; `US` is a deed of the company."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    US = "us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    name: str
    kind: Kind
    about: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One name of the vocabulary. `en` and `fa` are sentences with {property} places, `label_*` are names for menus."""

    name: str
    family: Family
    label_en: str
    label_fa: str
    en: str
    fa: str
    icon: str
    channel: str = ""
    direction: str = "none"
    tone: Tone = Tone.PLAIN
    properties: tuple[Property, ...] = ()


CHANNELS: dict[str, tuple[str, str]] = {
    "web": ("Website", "وب‌سایت"),
    "app": ("App", "اپ"),
    "email": ("E-mail", "ایمیل"),
    "sms": ("SMS", "پیامک"),
    "telegram": ("Telegram", "تلگرام"),
    "chat": ("Chat", "گفت‌وگوی آنلاین"),
    "phone": ("Phone", "تلفن"),
    "store": ("Store", "فروشگاه"),
    "social": ("Social network", "شبکهٔ اجتماعی"),
    "help": ("Help centre", "مرکز راهنما"),
    "courier": ("Courier", "پیک"),
    "erp": ("Back office", "پشتیبانی اداری"),
    "other": ("Other", "دیگر"),
}
