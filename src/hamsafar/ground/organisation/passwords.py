"""The shortest password. Django's own rule says the same, but its Persian words lack this sentence."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        if len(password) >= self.min_length:
            return
        sentence = ngettext(
            "This password is too short. It needs at least %(n)s character.",
            "This password is too short. It needs at least %(n)s characters.",
            self.min_length,
        )
        raise ValidationError(sentence % {"n": self.min_length}, code="password_too_short")
