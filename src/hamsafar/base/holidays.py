"""Official holidays of Iran, by Jalali date.

The solar ones are the same every year. The lunar ones follow the moon as announced by the Calendar Centre of the University of Tehran's
Institute of Geophysics: 1403 to 1405 are the published calendars, 1406 and 1407 are computed and may move by a day when announced
(`is_announced`). Beyond the table only the solar ones are known. A closure declared at short notice is not a holiday of the calendar.
"""

from typing import Final

_SOLAR: Final[dict[tuple[int, int], tuple[str, str]]] = {
    (1, 1): ("Nowruz", "نوروز"),
    (1, 2): ("Nowruz", "نوروز"),
    (1, 3): ("Nowruz", "نوروز"),
    (1, 4): ("Nowruz", "نوروز"),
    (1, 12): ("Islamic Republic Day", "روز جمهوری اسلامی"),
    (1, 13): ("Nature Day", "روز طبیعت"),
    (3, 14): ("Death of Imam Khomeini", "رحلت امام خمینی"),
    (3, 15): ("15 Khordad uprising", "قیام ۱۵ خرداد"),
    (11, 22): ("Revolution Day", "پیروزی انقلاب اسلامی"),
    (12, 29): ("Oil Nationalisation Day", "ملی شدن صنعت نفت"),
    (12, 30): ("Last day of a leap year", "آخرین روز سال کبیسه"),
}
_LUNAR_NAMES: Final[dict[str, tuple[str, str]]] = {
    "tasua": ("Tasua", "تاسوعا"),
    "ashura": ("Ashura", "عاشورا"),
    "arbaeen": ("Arbaeen", "اربعین"),
    "safar28": ("Death of the Prophet, martyrdom of Imam Hasan", "رحلت پیامبر و شهادت امام حسن"),
    "reza": ("Martyrdom of Imam Reza", "شهادت امام رضا"),
    "askari": ("Martyrdom of Imam Hasan Askari", "شهادت امام حسن عسکری"),
    "prophet": ("Birth of the Prophet and of Imam Sadeq", "میلاد پیامبر و امام صادق"),
    "fatemeh": ("Martyrdom of Fatemeh", "شهادت حضرت فاطمه"),
    "ali": ("Birth of Imam Ali", "میلاد امام علی"),
    "mabas": ("Mab'as", "مبعث"),
    "mahdi": ("Birth of Imam Mahdi", "میلاد امام زمان"),
    "ali_death": ("Martyrdom of Imam Ali", "شهادت امام علی"),
    "fetr": ("Eid al-Fitr", "عید فطر"),
    "fetr2": ("Day after Eid al-Fitr", "تعطیلی عید فطر"),
    "sadeq": ("Martyrdom of Imam Sadeq", "شهادت امام صادق"),
    "qorban": ("Eid al-Adha", "عید قربان"),
    "ghadir": ("Eid al-Ghadir", "عید غدیر"),
}
_LUNAR: Final[dict[int, tuple[tuple[int, int, str], ...]]] = {
    1403: (
        (1, 13, "ali_death"), (1, 22, "fetr"), (1, 23, "fetr2"), (2, 15, "sadeq"), (3, 28, "qorban"), (4, 5, "ghadir"), (4, 25, "tasua"),
        (4, 26, "ashura"), (6, 4, "arbaeen"), (6, 12, "safar28"), (6, 14, "reza"), (6, 22, "askari"), (6, 31, "prophet"),
        (9, 15, "fatemeh"),
        (10, 25, "ali"), (11, 9, "mabas"), (11, 26, "mahdi"),
    ),
    1404: (
        (1, 2, "ali_death"), (1, 11, "fetr"), (1, 12, "fetr2"), (2, 4, "sadeq"), (3, 16, "qorban"), (3, 24, "ghadir"), (4, 14, "tasua"),
        (4, 15, "ashura"), (5, 23, "arbaeen"), (5, 31, "safar28"), (6, 2, "reza"), (6, 10, "askari"), (6, 19, "prophet"), (9, 3, "fatemeh"),
        (10, 13, "ali"), (10, 27, "mabas"), (11, 15, "mahdi"), (12, 20, "ali_death"),
    ),
    1405: (
        (1, 1, "fetr"), (1, 2, "fetr2"), (1, 25, "sadeq"), (3, 6, "qorban"), (3, 14, "ghadir"), (4, 3, "tasua"), (4, 4, "ashura"),
        (5, 13, "arbaeen"), (5, 21, "safar28"), (5, 22, "reza"), (5, 30, "askari"), (6, 8, "prophet"), (8, 22, "fatemeh"), (10, 2, "ali"),
        (10, 16, "mabas"), (11, 4, "mahdi"), (12, 10, "ali_death"), (12, 19, "fetr"), (12, 20, "fetr2"),
    ),
    1406: (
        (1, 14, "sadeq"), (2, 27, "qorban"), (3, 4, "ghadir"), (3, 25, "tasua"), (3, 26, "ashura"), (5, 3, "arbaeen"), (5, 11, "safar28"),
        (5, 12, "reza"), (5, 20, "askari"), (5, 29, "prophet"), (8, 12, "fatemeh"), (9, 21, "ali"), (10, 5, "mabas"), (10, 23, "mahdi"),
        (11, 29, "ali_death"), (12, 8, "fetr"), (12, 9, "fetr2"),
    ),
    1407: (
        (1, 3, "sadeq"), (2, 17, "qorban"), (2, 25, "ghadir"), (3, 14, "tasua"), (3, 15, "ashura"), (4, 24, "arbaeen"), (5, 1, "safar28"),
        (5, 2, "reza"), (5, 10, "askari"), (5, 19, "prophet"), (8, 1, "fatemeh"), (9, 11, "ali"), (9, 25, "mabas"), (10, 12, "mahdi"),
        (11, 18, "ali_death"), (11, 27, "fetr"), (11, 28, "fetr2"), (12, 21, "sadeq"),
    ),
}  # fmt: skip
FIRST_LUNAR_YEAR: Final = min(_LUNAR)
LAST_LUNAR_YEAR: Final = max(_LUNAR)
_LAST_ANNOUNCED: Final = 1405


def names_of(year: int, month: int, day: int) -> tuple[tuple[str, str], ...]:
    """The holidays (English, Persian) on a Jalali date; two may fall on one day."""
    solar = _SOLAR.get((month, day))
    lunar = tuple(_LUNAR_NAMES[key] for m, d, key in _LUNAR.get(year, ()) if (m, d) == (month, day))
    return ((solar,) if solar else ()) + lunar


def is_announced(year: int) -> bool:
    """Whether the lunar holidays of this Jalali year are those of a published calendar."""
    return FIRST_LUNAR_YEAR <= year <= _LAST_ANNOUNCED
