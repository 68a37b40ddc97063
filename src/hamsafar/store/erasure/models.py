"""Erasures, and how long events are kept."""

import uuid

from django.db import models


class ErasureRow(models.Model):
    """`subject` holds whom to forget while that goes on, so that a crash does not end it half-way; it is emptied at the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=64, blank=True)
    identifiers = models.JSONField(default=list)  # keyed hashes
    subject = models.JSONField(default=dict)
    erased = models.JSONField(default=dict)
    remnants = models.JSONField(default=dict)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "erasure_erasure"
        indexes = [models.Index(fields=["-requested_at"], name="erasure_newest")]


class RetentionRow(models.Model):
    family = models.CharField(max_length=20, primary_key=True)
    months = models.PositiveIntegerField()

    class Meta:
        db_table = "erasure_retention"
