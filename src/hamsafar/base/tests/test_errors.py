"""Refusals as people read them."""

from django.utils import translation

from hamsafar.base.errors import TooManyRequests


def test_numbers_in_a_refusal_have_the_digits_of_the_language():
    refused = TooManyRequests(seconds=30)
    with translation.override("fa"):
        assert "۳۰" in refused.sentence and "30" not in refused.sentence
    with translation.override("en"):
        assert "30" in refused.sentence
