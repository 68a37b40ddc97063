"""Which clock a person lives by: what they told us, else their phone's country, else the company's."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers import timezone as phone_zones

from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people

TRAITS = ("timezone", "time_zone", "timeZone")
_UNKNOWN = "Etc/Unknown"


def zone_of(person: int) -> ZoneInfo:
    traits = {trait.name: trait.value for trait in people.traits_of(person)}
    return ZoneInfo(_told(traits) or _of_phone(str(traits.get("phone", ""))) or organisation.company().time_zone)


def _told(traits: Mapping[str, Any]) -> str:
    said = (str(traits[name]) for name in TRAITS if name in traits)
    return next((zone for zone in said if zone in _known()), "")


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def _of_phone(typed: str) -> str:
    """Only where the number leaves no doubt: a country with several zones says nothing."""
    try:
        number = phonenumbers.parse(typed, "IR")
    except phonenumbers.NumberParseException:
        return ""
    zones = phone_zones.time_zones_for_number(number)
    return zones[0] if len(zones) == 1 and zones[0] != _UNKNOWN else ""
