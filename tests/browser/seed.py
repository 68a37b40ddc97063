"""Puts the cast and their units into a fresh data folder, before the server of the browser tests starts."""

import os

import django

if __name__ == "__main__":  # whoever imports this for its words has set Django up already
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamsafar.config.settings"
    django.setup()

from django.conf import settings

from hamsafar.collect.intake import services as intake
from hamsafar.config import pipeline
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role, UnitKind

PASSWORD = "travel with me 1405"
UNITS = (
    ("retail", UnitKind.BUSINESS_UNIT, "", "خرده‌فروشی", "Retail"),
    ("retail-iran", UnitKind.COUNTRY, "retail", "ایران", "Iran"),
    ("tehran", UnitKind.BRANCH, "retail-iran", "تهران", "Tehran"),
    ("isfahan", UnitKind.BRANCH, "retail-iran", "اصفهان", "Isfahan"),
    ("parts", UnitKind.BUSINESS_UNIT, "", "قطعات", "Parts"),
    ("parts-kish", UnitKind.BRANCH, "parts", "کیش", "Kish"),
)
CAST = (
    ("ali", "علی محمدی", Role.OWNER, ""),
    ("bahar", "بهار کریمی", Role.AGENT, "retail"),
    ("dara", "Dara", Role.VIEWER, "retail"),
    ("kian", "Kian", Role.AGENT, "parts"),
)


def main() -> None:
    pipeline.migrate()
    for code, kind, parent, name_fa, name_en in UNITS:
        organisation.add_unit(code=code, kind=kind, parent=parent, name_fa=name_fa, name_en=name_en)
    for who, name, role, unit in CAST:
        organisation.create_member(email=f"{who}@example.com", name=name, password=PASSWORD, grants=[Grant(role=role, unit=unit)])
    shop = intake.create_source("فروشگاه", slug="shop", unit="tehran", channel="web")
    (settings.DATA / "write-key").write_text(shop.live_key)


if __name__ == "__main__":
    main()
