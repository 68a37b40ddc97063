import uuid

from django.db import models


class DeedRow(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, default="waiting")
    input = models.JSONField(default=dict)
    about = models.CharField(max_length=100, blank=True)
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    pass_token = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)  # how often it was put into the queue: each time is a job of its own
    run = models.UUIDField(null=True)  # who does it now; whoever lost it may not go out any more
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "actions_deed"
        constraints = [models.UniqueConstraint(fields=["action", "key"], name="actions_once_per_key")]
        indexes = [
            models.Index(fields=["-asked_at"], name="actions_newest"),
            models.Index(fields=["outcome", "-asked_at"], name="actions_by_outcome"),
            models.Index(fields=["about"], name="actions_by_about"),
        ]
