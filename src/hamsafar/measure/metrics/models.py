"""What this room keeps: targets."""

from django.db import models


class TargetRow(models.Model):
    """A target for one measure in one unit; unit "" is the whole company."""

    key = models.CharField(max_length=60)
    unit = models.CharField(max_length=100, blank=True)
    value = models.FloatField()
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "metrics_target"
        constraints = [models.UniqueConstraint(fields=["key", "unit"], name="metrics_one_target_per_unit")]
