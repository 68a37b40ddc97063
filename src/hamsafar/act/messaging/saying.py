"""The words of a message that asks for reviews, in the language of whoever gets it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.collect.reviews.services import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    subject: str
    text: str
    question: str
    others: str
    low: str
    high: str
    button: str


def of_request(asked: Request, language: str) -> Words:
    first, more = asked.products[0].name, [each.name for each in asked.products[1:]]
    with override(language):
        return Words(
            subject=_("How do you like “{product}”?").format(product=first),
            text=_("Your order has arrived. What you say about it is shown to the next customers, praise and criticism alike."),
            question=_("How many stars for “{product}”?").format(product=first),
            others=_("On the same page you can also review: {products}.").format(products=_(", ").join(more)) if more else "",
            low=_("Poor"),
            high=_("Excellent"),
            button=_("Write a review"),
        )
