import uuid

from django.db import models


class SessionRow(models.Model):
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    unit = models.CharField(max_length=60, blank=True)
    segment = models.BigIntegerField(null=True)
    notes = models.TextField(blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "research_session"
        ordering = ["-at", "-id"]


class ParticipantRow(models.Model):
    session = models.ForeignKey(SessionRow, on_delete=models.CASCADE, related_name="participants")
    label = models.CharField(max_length=60)
    person = models.CharField(max_length=20, blank=True, db_index=True)
    space = models.CharField(max_length=60, blank=True)
    id_kind = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=300, blank=True)
    agreed = models.CharField(max_length=10)
    persona = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "research_participant"
        ordering = ["id"]


class PassageRow(models.Model):
    session = models.ForeignKey(SessionRow, on_delete=models.CASCADE, related_name="passages")
    participant = models.ForeignKey(ParticipantRow, null=True, on_delete=models.CASCADE, related_name="+")
    quote = models.TextField()
    topics = models.JSONField(default=list)
    feeling = models.SmallIntegerField(null=True)
    second = models.PositiveIntegerField(null=True)
    step = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "research_passage"
        ordering = ["id"]


class CodeRow(models.Model):
    """One topic of one passage, to find passages by."""

    passage = models.ForeignKey(PassageRow, on_delete=models.CASCADE, related_name="codes")
    topic = models.CharField(max_length=60, db_index=True)

    class Meta:
        db_table = "research_code"


class RecordingRow(models.Model):
    """Its bytes lie in the data folder under its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(SessionRow, on_delete=models.CASCADE, related_name="recordings")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "research_recording"
        ordering = ["at"]
