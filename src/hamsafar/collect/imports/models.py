"""Tables of imports. Which lines were rejected is kept beside them in a file of each import (work.py)."""

import uuid

from django.db import models

from .contracts import Status


class ImportRow(models.Model):
    # Names the import's own files; a number could come back after a restore and meet the files of another import.
    token = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=4096)  # of an upload its name in our folder
    is_upload = models.BooleanField(default=False)  # then the file is ours to delete
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    shape = models.JSONField(default=dict)
    mapping = models.TextField(blank=True)
    source = models.CharField(max_length=64, blank=True)
    space = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12, choices=[(status.value, status.value) for status in Status], default=Status.READY)
    position = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    units = models.JSONField(null=True)  # where whoever started it may write; null is everywhere
    runs = models.PositiveIntegerField(default=0)
    is_asked_to_stop = models.BooleanField(default=False)
    created_by_id = models.CharField(max_length=80, blank=True)
    created_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)

    class Meta:
        db_table = "imports_import"
        indexes = [models.Index(fields=["-created_at"], name="imports_newest")]


class MappingRow(models.Model):
    name = models.CharField(max_length=100, unique=True)
    text = models.TextField()
    created_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "imports_mapping"
