from django.db import models


class SegmentRow(models.Model):
    """A saved condition. `counted` is how many people it was for the whole company when it was last counted."""

    name_fa = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    condition = models.JSONField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True)
    counted = models.PositiveBigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "segments_segment"
        ordering = ["-changed_at"]
