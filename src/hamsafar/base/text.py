"""The one text normaliser: how words are folded for search, and the normal form in which identifiers are compared.

What was typed is always kept as typed; these forms are only compared. Index and query go through the same `fold`.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

HOME_REGION = "IR"

# Digits of Persian (۰-۹) and Arabic (٠-٩) keyboards.
_DIGITS = {ord(digit): str(value) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(digits)}
# One Persian letter, typed on different keyboards: yeh (Arabic, dotless, with small signs) and kaf.
_SAME_LETTER = {ord(letter): "ی" for letter in "يىېۍے"} | {ord(letter): "ک" for letter in "كڪ"}
# They turn the direction of all that follows, also of what somebody else wrote.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Signs that show nothing: joiners, direction marks, byte order mark, soft hyphen, tatweel.
_UNSEEN = {ord(sign): "" for sign in _TURNING + "\u200e\u200f\u061c" + "\u200b\u200d\u2060\ufeff\u00ad\u0640"}
_HALF_SPACE = "\u200c"

_FOR_IDS = _DIGITS | _SAME_LETTER | _UNSEEN
# Search is more forgiving: letters that people interchange are one, and a half space is a space.
_FOR_SEARCH = (
    _FOR_IDS
    | {ord(letter): "ا" for letter in "أإٱآٲٳ"}
    | {ord(letter): "ه" for letter in "ةۀەہۂۃھ"}
    | {ord("ؤ"): "و", ord("ئ"): "ی", ord("ء"): "", ord("ٔ"): ""}
    | {ord(_HALF_SPACE): " "}
)
_THREE_LETTERS = re.compile(r"([^\W\d_])\1{2,}")
_NOT_WORD = re.compile(r"[^\w@+.-]+")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_HOME_MOBILE = re.compile(r"(?:\+98|0098|0)?(9[0-9]{9})")  # most numbers here; what `phonenumbers` makes of them is known
# No page or feed can carry these: controls, halves of letters, and what is no letter at all.
_NOT_WRITTEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_TURNING}]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def digits(text: str) -> str:
    """Persian and Arabic digits as ASCII, everything else as it is."""
    return text if text.isascii() else text.translate(_DIGITS)


def lines(text: str, longest: int | None = None) -> str:
    """What somebody typed for others to read: as it is, without signs that pages cannot carry or that turn what stands after them."""
    return _NOT_WRITTEN.sub("", text.replace("\r\n", "\n")).strip()[:longest]


def one_line(text: str, longest: int) -> str:
    """The same for a title or a name."""
    return " ".join(lines(text, 10 * longest).split())[:longest].rstrip()


def fold(text: str) -> str:
    """The search key of a text: what two people would call the same words becomes the same string.

    >>> fold("عَلي  كريمي‌نژاد") == fold("علی کریمی نژاد")
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_FOR_SEARCH)
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = text.casefold()
    if _THREE_LETTERS.search(text):
        text = _THREE_LETTERS.sub(r"\1", text)
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The folded words of a text, punctuation left out except what holds e-mail addresses and numbers together."""
    return words_of(fold(text))


def words_of(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return [folded] if folded.isalnum() else _NOT_WORD.sub(" ", folded).split()


def squeeze(text: str) -> str:
    """The search key without spaces, because «محمدرضا», «محمد‌رضا» and «محمد رضا» are one name."""
    return fold(text).replace(" ", "")


def normal_id(value: str) -> str:
    """Normal form of a system's own identifier: trimmed, unseen signs out, digits and ی/ک of any keyboard the same. Case counts."""
    value = value.strip()
    if value.isascii():
        return value
    return unicodedata.normalize("NFC", value).translate(_FOR_IDS).strip().strip(_HALF_SPACE)


@lru_cache(maxsize=50_000)
def normal_email(value: str) -> str | None:
    """Normal form of an e-mail address: lower case, the domain in its ASCII form. None when it is not one.

    Dots and +tags stay: only the mail provider knows whether they matter.
    """
    text = value.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_FOR_IDS).replace(_HALF_SPACE, "").strip()
    text = text.removeprefix("mailto:").casefold()
    if not _EMAIL.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    ascii_domain = _ascii_domain(domain.rstrip("."))
    return f"{local}@{ascii_domain}" if ascii_domain else None


def _ascii_domain(domain: str) -> str | None:
    try:
        plain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return None
    labels = plain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return plain


@lru_cache(maxsize=50_000)
def normal_phone(value: str, region: str = HOME_REGION) -> str | None:
    """E.164 form of a phone number typed in any digits; a number without country code belongs to `region`. None when it cannot be one."""
    if region == HOME_REGION and (mobile := _HOME_MOBILE.fullmatch(value)):
        return f"+98{mobile[1]}"
    text = unicodedata.normalize("NFKC", value.removeprefix("tel:")).translate(_DIGITS | _UNSEEN).replace(_HALF_SPACE, " ")
    if len(text) > 40:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
