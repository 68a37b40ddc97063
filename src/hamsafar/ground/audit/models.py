"""One row for every deed. Rows are only ever added."""

from django.db import models


class Entry(models.Model):
    at = models.DateTimeField(db_index=True)
    # Plain text, not a foreign key: the entry must outlive the member, and audit knows no other room.
    by_id = models.CharField(max_length=64, blank=True, db_index=True)
    by_name = models.CharField(max_length=200, blank=True)
    deed = models.CharField(max_length=100, db_index=True)
    about = models.CharField(max_length=200, blank=True, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
