"""What a column probably means, by its name in Persian or English and by what stands in it."""

import re
from collections.abc import Sequence
from typing import Final

from hamsafar.base import text

from . import values
from .contracts import Suggestion
from .reasons import LineRejected

# Role -> names, most telling first. Compared folded and without blanks, underscores and hyphens.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "person.user_id": (
        "user id", "customer id", "customer", "client id", "member id", "account id", "custno", "شناسه مشتری", "کد مشتری", "شماره مشتری",
        "کد اشتراک", "شناسه کاربر", "کاربر", "مشتری",
    ),
    "person.email": ("email", "e-mail", "mail", "email address", "ایمیل", "پست الکترونیک", "رایانامه", "آدرس ایمیل"),
    "person.phone": (
        "phone", "mobile", "cell", "msisdn", "telephone", "tel", "phone number", "موبایل", "تلفن", "همراه", "شماره موبایل", "شماره تماس",
        "تلفن همراه",
    ),
    "person.anonymous_id": ("anonymous id", "device id", "visitor id", "شناسه دستگاه", "شناسه بازدیدکننده"),
    "timestamp": (
        "timestamp", "time", "date", "datetime", "created at", "created", "invoice date", "order date", "occurred at", "time:timestamp",
        "تاریخ", "زمان", "تاریخ ثبت", "تاریخ سفارش", "تاریخ خرید", "تاریخ فاکتور", "تاریخ ایجاد",
    ),
    "amount": ("amount", "total", "revenue", "price total", "sum", "value", "مبلغ", "مبلغ کل", "جمع کل", "قیمت کل", "مبلغ پرداختی", "جمع"),
    "currency": ("currency", "ارز", "واحد پول"),
    "event": ("event", "event name", "activity", "concept:name", "action", "رویداد", "نام رویداد", "فعالیت"),
    "channel": ("channel", "کانال", "راه ارتباطی"),
    "unit": ("branch", "store", "unit", "شعبه", "فروشگاه", "واحد"),
    "session": ("session", "session id", "نشست"),
    "properties.order_id": (
        "order id", "order", "order number", "invoice", "invoice no", "invoice number", "شماره سفارش", "سفارش", "شماره فاکتور", "فاکتور",
        "کد سفارش",
    ),
    "properties.conversation_id": (
        "ticket", "ticket id", "case", "case id", "case:concept:name", "conversation id", "شماره تیکت", "تیکت", "شماره پرونده", "گفتگو",
    ),
    "properties.score": ("score", "rating", "nps", "csat", "ces", "امتیاز", "نمره", "رضایت"),
    "properties.text": (
        "comment", "text", "message", "body", "description", "verbatim", "feedback", "نظر", "متن", "پیام", "توضیحات", "شرح",
    ),
    "properties.sku": ("sku", "stock code", "product code", "کد کالا", "کد محصول"),
    "properties.name": ("product", "product name", "item", "نام کالا", "محصول", "کالا", "نام محصول"),
    "properties.quantity": ("quantity", "qty", "count", "تعداد", "مقدار"),
    "properties.price": ("unit price", "price", "قیمت", "قیمت واحد", "فی"),
    "properties.topic": ("topic", "subject", "reason", "category", "موضوع", "علت", "دسته"),
    "properties.agent": ("agent", "assignee", "resource", "org:resource", "کارشناس", "اپراتور"),
    "properties.city": ("city", "شهر"),
    "traits.name": ("name", "full name", "fullname", "نام", "نام و نام خانوادگی", "نام کامل"),
    "traits.first_name": ("first name", "given name", "نام کوچک"),
    "traits.last_name": ("last name", "surname", "family name", "نام خانوادگی"),
    "traits.birthday": ("birthday", "birth date", "date of birth", "تاریخ تولد"),
    "traits.address": ("address", "آدرس", "نشانی"),
    "traits.gender": ("gender", "sex", "جنسیت"),
}  # fmt: skip
_NOISE = re.compile(r"[\s_\-:./]+")


def _key(name: str) -> str:
    """`CustomerID`, `customer_id` and «customer id» are one name."""
    return _NOISE.sub("", text.fold(name))


_ROLES: Final = {_key(name): role for role, names in reversed(NAMES.items()) for name in names}


def suggest(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Suggestion, ...]:
    """At most one column for each role, in the order of the file."""
    found: dict[str, str] = {}
    for index, column in enumerate(columns):
        role = _ROLES.get(_key(column)) or _by_content([row[index] for row in rows if index < len(row) and row[index]])
        if role and role not in found.values():
            found[column] = role
    return tuple(Suggestion(column=column, role=role) for column, role in found.items())


def _by_content(cells: Sequence[str]) -> str:
    """Addresses, phone numbers and moments show what they are; nothing else is guessed from content."""
    if len(cells) < 3:
        return ""
    if all(text.normal_email(cell) for cell in cells):
        return "person.email"
    if all(re.fullmatch(r"(\+?98|0)?9\d{9}", text.digits(cell).replace(" ", "")) for cell in cells):
        return "person.phone"
    return "timestamp" if all(map(_is_moment, cells)) else ""


def _is_moment(cell: str) -> bool:
    if cell.isdigit() and len(cell) != 8:
        return False
    try:
        _read_moment(cell, "")
    except LineRejected:
        return False
    return True


_read_moment = values.moment_reader("auto", "auto", "UTC")
