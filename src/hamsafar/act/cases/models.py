import uuid
from typing import Any

from django.conf import settings
from django.db import models

from hamsafar.base.text import fold
from hamsafar.identify.people.services import KeyField


class CauseRow(models.Model):
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    name_fa = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    place = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_cause"
        ordering = ["place", "id"]


class ReplyRow(models.Model):
    name = models.CharField(max_length=200)
    topics = models.JSONField(default=list)
    events = models.JSONField(default=list)
    causes = models.ManyToManyField(CauseRow, related_name="+", db_table="cases_reply_cause")
    step = models.JSONField(default=dict)
    subject = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    is_general = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_reply"
        ordering = ["id"]


class RuleRow(models.Model):
    name = models.CharField(max_length=200)
    event = models.CharField(max_length=300)
    asked = models.CharField(max_length=40, blank=True)
    at_most = models.FloatField(null=True)
    at_least = models.FloatField(null=True)
    feelings = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    only_urgent = models.BooleanField(default=False)
    least_worth = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    condition = models.JSONField(default=dict)
    due_seconds = models.PositiveIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_on = models.BooleanField(default=False)
    from_seq = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_rule"
        ordering = ["id"]


class CaseRow(models.Model):
    person = KeyField()
    unit = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="open")
    ending = models.CharField(max_length=12, blank=True)
    rule = models.ForeignKey(RuleRow, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    event = models.CharField(max_length=300, blank=True)
    asked = models.CharField(max_length=40, blank=True)
    score = models.FloatField(null=True)
    words = models.TextField(blank=True)
    folded = models.TextField(blank=True)  # the words in one spelling of letters, for search
    worth = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    told_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    cause = models.ForeignKey(CauseRow, null=True, on_delete=models.PROTECT, related_name="+")
    fix = models.TextField(blank=True)
    complaints = models.PositiveIntegerField(default=1)
    contacted_at = models.DateTimeField(null=True)
    contact_channel = models.CharField(max_length=20, blank=True)
    named_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.FloatField(null=True)
    recovered = models.BooleanField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    def save(self, *args: Any, **facts: Any) -> None:
        self.folded = fold(self.words)
        super().save(*args, **facts)

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["state", "due_at"], name="cases_by_due"),
            models.Index(fields=["owner", "state", "due_at"], name="cases_of_owner"),
            models.Index(fields=["person"], name="cases_by_person"),
            models.Index(fields=["-opened_at"], name="cases_newest"),
        ]


class ComplaintRow(models.Model):
    """One event that a case answers. No event is answered by two."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="told")
    source = models.CharField(max_length=200)
    message_id = models.CharField(max_length=300)
    submission = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    at = models.DateTimeField()
    asked = models.CharField(max_length=40, blank=True)
    score = models.FloatField(null=True)
    words = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_complaint"
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="cases_one_case_per_cause")]
        indexes = [models.Index(fields=["submission"], name="cases_by_submission")]


class StepRow(models.Model):
    """What was done in a case, with what it was before where that can be undone."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    batch = models.UUIDField(default=uuid.uuid4)
    is_undone = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_step"
        indexes = [models.Index(fields=["case", "id"], name="cases_history"), models.Index(fields=["batch"], name="cases_batch")]


class ViewRow(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_view"
        ordering = ["name", "id"]


class PolicyRow(models.Model):
    """One row (id 1)."""

    start = models.TimeField()
    end = models.TimeField()
    round_the_clock = models.BooleanField(default=False)
    survey = models.BigIntegerField(null=True)
    after_seconds = models.PositiveIntegerField()

    class Meta:
        db_table = "cases_policy"


class OffsetRow(models.Model):
    """How far the spine was read. Whoever opens a case holds this row, so that one customer never gets two."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "cases_offset"
