import uuid

from django.db import models

from hamsafar.identify.people.services import KeyField


class PolicyRow(models.Model):
    """One row (id 1): the company's contact rules. Without it the defaults of contracts.Policy hold."""

    rest_days = models.PositiveIntegerField()
    quiet_start = models.TimeField()
    quiet_end = models.TimeField()
    quiet_weekdays = models.JSONField(default=list)
    quiet_holidays = models.BooleanField()
    quiet_days = models.JSONField(default=list)
    quiet_channels = models.JSONField(default=list)
    ask_first = models.JSONField(default=list)

    class Meta:
        db_table = "contact_policy"


class BudgetRow(models.Model):
    contacts = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    channel = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "contact_budget"
        constraints = [models.UniqueConstraint(fields=["channel", "purpose", "days"], name="contact_one_budget")]


class ReservationRow(models.Model):
    """Leave that was given: a place in the person's budgets. Released where it is known that nothing was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    person = KeyField()
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="held")  # held, sent, released

    class Meta:
        db_table = "contact_reservation"
        indexes = [
            models.Index(fields=["person", "at"], name="contact_by_person"),
            models.Index(fields=["at"], name="contact_by_time"),
        ]


class TallyRow(models.Model):
    """How often the gate said what on a day."""

    day = models.DateField()
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    said = models.CharField(max_length=20)  # allowed, or a reason
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "contact_tally"
        constraints = [models.UniqueConstraint(fields=["day", "purpose", "channel", "said"], name="contact_one_tally")]
