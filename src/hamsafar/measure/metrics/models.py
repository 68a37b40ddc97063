"""What this room keeps: targets, and the last figures of boards that people look at."""

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


class BoardRow(models.Model):
    """A board as it was last computed. It can be thrown away at any time."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    asked = models.TextField()  # JSON: whose units, which period, which almanac; enough to compute it again
    board = models.BinaryField()  # JSON of contracts.Board
    as_of = models.DateTimeField()
    seconds = models.FloatField()  # what computing it cost
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "metrics_board"
