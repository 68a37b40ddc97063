"""Personal data that people write into comments, taken out before anything is kept for analysis.

Found by form and, where there is one, by check digit: e-mail addresses, phones (in Persian, Arabic or Latin digits, with or without
spaces), payment cards, national ids, Sheba and other IBANs. Names and postal addresses are not found: no rule tells them from other words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hamsafar.base.text import digits

Span = tuple[int, int]


class Secret(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    NATIONAL_ID = "national_id"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with `[email]`, `[phone]`… instead of what was found, and where in the original that stood."""

    text: str
    found: tuple[tuple[Secret, int, int], ...]

    def original(self, start: int, end: int) -> Span:
        """The range of the original text that a range of the masked one stands for; one that touches a mask covers what was masked."""
        return self._place(start, is_end=False), self._place(end, is_end=True)

    def inside(self, start: int, end: int) -> Span:
        """The range of the masked text that stands for a range of the original."""
        return self._masked_place(start, is_end=False), self._masked_place(end, is_end=True)

    def _masked_place(self, at: int, *, is_end: bool) -> int:
        shift = 0  # masked minus original
        for secret, begin, stop in self.found:
            if at <= begin and (is_end or at < begin):
                break
            if at < stop or (is_end and at == stop):
                return begin + shift + (len(secret) + 2 if is_end else 0)
            shift += len(secret) + 2 - (stop - begin)
        return at + shift

    def _place(self, at: int, *, is_end: bool) -> int:
        shift = 0  # original minus masked
        for secret, begin, stop in self.found:
            masked_begin = begin - shift
            masked_end = masked_begin + len(secret) + 2
            if at < masked_begin or (is_end and at == masked_begin):
                break
            if at < masked_end or (is_end and at == masked_end):
                return stop if is_end else begin
            shift = stop - masked_end
        return at + shift


_GAP = r"[ \u00a0\u200c\u200f\u200e\-–.()/_]{0,3}"
_NO_DIGIT_BEFORE, _NO_DIGIT_AFTER = r"(?<!\d)", r"(?!\d)"
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?(?:@|\[at\]|\(at\))\s?[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.)+[A-Za-z]{2,24}")
_IBAN = re.compile(rf"(?<![A-Za-z\d])[A-Za-z]{{2}}{_GAP}\d{{2}}(?:{_GAP}[A-Za-z\d]){{11,30}}(?![A-Za-z\d])")
_SHEBA_WITHOUT_IR = re.compile(rf"{_NO_DIGIT_BEFORE}\d(?:{_GAP}\d){{23}}{_NO_DIGIT_AFTER}")
_CARD = re.compile(rf"{_NO_DIGIT_BEFORE}[2-9](?:{_GAP}\d){{12,18}}{_NO_DIGIT_AFTER}")
_PHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,13}}"  # with a country code
    rf"|(?:98{_GAP})?0?{_GAP}9(?:{_GAP}\d){{9}}"  # an Iranian mobile
    rf"|\(?0[1-8]\d{{1,2}}\)?{_GAP}[1-9](?:{_GAP}\d){{6,7}}){_NO_DIGIT_AFTER}"  # an area code and a land line
)
_TEN_DIGITS = re.compile(rf"(?<![\d+])[0-7]\d{{2}}{_GAP}\d{{6}}{_GAP}\d{_NO_DIGIT_AFTER}")
_CALLED = ("ملی ", "ملی: ", "ملی:", "ملیم ", "ملی‌ام ", "ملی من ", "national id ")
_CALLED_NATIONAL_ID = re.compile("(?:" + "|".join(f"(?<={words})" for words in _CALLED) + r")\d{8,10}(?!\d)", re.I)
_EIGHT_DIGITS = re.compile(r"(?:\d[^\d]{0,3}){8}")
_LONGEST = 34


def mask(text: str) -> Masked:
    """Take personal data out. What is not certain by its form (any ten digits) is masked only if its check digit agrees."""
    plain = digits(text)
    found = sorted(_not_overlapping(_candidates(plain)), key=lambda one: one[1])
    if not found:
        return Masked(text, ())
    parts, at = [], 0
    for secret, start, end in found:
        parts += [text[at:start], f"[{secret}]"]
        at = end
    return Masked("".join((*parts, text[at:])), tuple(found))


def _candidates(plain: str) -> Iterator[tuple[Secret, int, int]]:
    """The surest first: what is found later may not touch what was found before."""
    if "@" in plain or "at]" in plain or "at)" in plain:
        yield from _all(_EMAIL, plain, Secret.EMAIL)
    if not _EIGHT_DIGITS.search(plain):
        return
    for match in _IBAN.finditer(plain):
        yield from _iban_in(match)
    yield from (one for one in _all(_SHEBA_WITHOUT_IR, plain, Secret.IBAN) if _is_iban("IR" + _bare(plain[one[1] : one[2]])))
    yield from (one for one in _all(_CARD, plain, Secret.CARD) if _is_card(_bare(plain[one[1] : one[2]])))
    yield from _all(_CALLED_NATIONAL_ID, plain, Secret.NATIONAL_ID)
    yield from (one for one in _all(_TEN_DIGITS, plain, Secret.NATIONAL_ID) if is_national_id(_bare(plain[one[1] : one[2]])))
    yield from _all(_PHONE, plain, Secret.PHONE)


def _iban_in(match: re.Match[str]) -> Iterator[tuple[Secret, int, int]]:
    """A word behind the number may look like part of it: the longest beginning that checks is the number."""
    kept = [index for index, sign in enumerate(match.group()) if sign.isascii() and sign.isalnum()]
    letters = _bare(match.group())
    for length in range(min(len(kept), _LONGEST), 14, -1):
        if _is_iban(letters[:length]):
            yield Secret.IBAN, match.start(), match.start() + kept[length - 1] + 1
            return


def _all(pattern: re.Pattern[str], plain: str, secret: Secret) -> Iterator[tuple[Secret, int, int]]:
    return ((secret, match.start(), match.end()) for match in pattern.finditer(plain))


def _not_overlapping(candidates: Iterable[tuple[Secret, int, int]]) -> list[tuple[Secret, int, int]]:
    taken: list[tuple[Secret, int, int]] = []
    for one in candidates:
        if all(one[2] <= start or one[1] >= end for _, start, end in taken):
            taken.append(one)
    return taken


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isalnum()).upper()


def _is_iban(text: str) -> bool:
    """ISO 13616: the first four signs moved behind, letters as numbers, remainder of 97 is one."""
    if not 15 <= len(text) <= _LONGEST or (text.startswith("IR") and len(text) != 26):
        return False
    return text[:2].isalpha() and text[2:4].isdigit() and int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    """ISO 7812: every second digit from the right doubled, digits added up. Sixteen digits are a card even with a slip in them."""
    if len(text) == 16:
        return True
    if len(set(text)) == 1:
        return False
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(text)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_national_id(text: str) -> bool:
    """The check digit of Iranian national ids."""
    if len(text) != 10 or len(set(text)) == 1:
        return False
    rest = sum(int(sign) * (10 - place) for place, sign in enumerate(text[:9])) % 11
    return int(text[9]) == (rest if rest < 2 else 11 - rest)
