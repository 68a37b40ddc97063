"""How readings are called on pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .contracts import Emotion, Feeling, Language

FEELINGS = {Feeling.NEGATIVE: _("Unhappy"), Feeling.NEUTRAL: _("Neither"), Feeling.POSITIVE: _("Happy")}
TONES = {Feeling.NEGATIVE: "bad", Feeling.NEUTRAL: "", Feeling.POSITIVE: "good"}
EMOTIONS = {
    Emotion.JOY: _("Joy"),
    Emotion.GRATITUDE: _("Gratitude"),
    Emotion.ANGER: _("Anger"),
    Emotion.DISAPPOINTMENT: _("Disappointment"),
    Emotion.WORRY: _("Worry"),
    Emotion.CONFUSION: _("Confusion"),
}
LANGUAGES = {
    Language.PERSIAN: _("Persian"),
    Language.ENGLISH: _("English"),
    Language.FINGLISH: _("Persian in Latin letters"),
    Language.ARABIC: _("Arabic"),
    Language.OTHER: pgettext_lazy("language", "Another language"),
}
SECRETS = {
    "email": _("e-mail"),
    "phone": _("phone number"),
    "card": _("card number"),
    "national_id": _("national id"),
    "iban": _("account number"),
}
ASKED = {
    "nps": "NPS",
    "csat": _("Satisfaction"),
    "ces_agreement": _("Ease"),
    "ces_effort": _("Effort it took"),
    "rating": _("Rating"),
    "review": _("Stars"),
    "helpful": _("Was it helpful"),
}
GROUPS = {
    "delivery": _("Delivery"),
    "order": _("Ordering"),
    "product": _("Product"),
    "price": _("Price and payment"),
    "service": _("Service"),
    "digital": _("App and website"),
    "telecom": _("Network"),
    "food": _("Food"),
    "travel": _("Travel"),
    "place": _("Place"),
    "bank": _("Banking"),
    "trust": _("Trust"),
}
