from django.db import models

from hamsafar.identify.people.services import KeyField


class RuleRow(models.Model):
    name = models.CharField(max_length=200, blank=True)
    survey = models.BigIntegerField()  # 0 where reviews are asked for
    asks = models.CharField(max_length=10, default="survey")
    event = models.CharField(max_length=300)
    where = models.JSONField(default=list)
    condition = models.JSONField(default=dict)
    delay_seconds = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=1.0)
    channels = models.JSONField(default=list)
    language = models.CharField(max_length=5, blank=True)
    subject = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    carried = models.JSONField(default=list)
    patience_seconds = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=False)
    from_seq = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "asking_rule"
        ordering = ["-made_at"]


class CaseRow(models.Model):
    """One event under one rule. The key makes it one, however often the spine is read."""

    rule = models.ForeignKey(RuleRow, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=200)
    message_id = models.CharField(max_length=300)
    person = KeyField()
    event_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    channel = models.CharField(max_length=20, blank=True)
    deed = models.UUIDField(null=True)
    about = models.JSONField(default=dict)
    looks = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "asking_case"
        constraints = [models.UniqueConstraint(fields=["rule", "source", "message_id"], name="asking_once_per_event")]
        indexes = [
            models.Index(fields=["rule", "-made_at"], name="asking_newest"),
            models.Index(fields=["rule", "state", "code"], name="asking_by_state"),
            models.Index(fields=["person"], name="asking_by_person"),
        ]


class LeftOutRow(models.Model):
    """How many events a rule left out at first sight, by reason: they are counted, not kept."""

    rule = models.ForeignKey(RuleRow, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    code = models.CharField(max_length=60)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "asking_left_out"
        constraints = [models.UniqueConstraint(fields=["rule", "day", "code"], name="asking_one_left_out")]


class OffsetRow(models.Model):
    """How far the spine was read."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "asking_offset"
