"""What this room keeps: figures as they were last computed."""

from django.db import models


class ShelfRow(models.Model):
    """It can be thrown away at any time."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=60)
    asked = models.TextField()  # JSON: whose figures, which period; enough to compute them again
    found = models.BinaryField(null=True)  # JSON; nothing until it was first computed
    is_part = models.BooleanField(default=False)  # found so far; the first whole is on its way
    holds_words = models.BooleanField(default=False)  # of customers: forgetting anybody empties it
    as_of = models.DateTimeField()
    seconds = models.FloatField()  # what computing it cost
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "shelf_kept"
