"""What measuring refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import BadInput, NotFound


class NoSuchMeasure(NotFound):
    code, message = "no_such_measure", _("There is no measure called “{key}”.")


class NoSuchBreakdown(BadInput):
    code, message = "no_such_breakdown", _("A measure cannot be broken down by “{by}”.")


class NoSuchPeriod(BadInput):
    code, message = "no_such_period", _("“{given}” is not a period. Give two dates, or a word such as last_30_days.")


class NoSuchFormat(BadInput):
    code, message = "no_such_format", _("“{given}” is not a format. Ask for json, csv or parquet.")


class TargetOffScale(BadInput):
    code, message = "target_off_scale", _("A target for this measure lies between {low} and {high}.")


class TooManyPoints(BadInput):
    code, message = (
        "too_many_points",
        _("This would give {points} points in the trend, more than {most}. Choose larger steps or a shorter time."),
    )
