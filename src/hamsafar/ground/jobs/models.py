import uuid

from django.db import models


class JobRow(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="queued")
    payload = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    lease = models.UUIDField(null=True)  # who runs it; a worker that lost its lease may not finish the job
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_job"
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="jobs_once_per_key")]
        indexes = [
            models.Index(fields=["state", "run_at"], name="jobs_next"),
            models.Index(fields=["-created_at"], name="jobs_newest"),
        ]
