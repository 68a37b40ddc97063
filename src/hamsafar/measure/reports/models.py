"""What this room keeps: reports as they were last computed."""

from django.db import models


class ReportRow(models.Model):
    """It can be thrown away at any time."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    asked = models.TextField()  # JSON: which report, whose units, which period; enough to compute it again
    report = models.BinaryField(null=True)  # JSON of a record of contracts.py; nothing until it was first computed
    as_of = models.DateTimeField()
    seconds = models.FloatField()  # what computing it cost
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "reports_report"
