from django.db import models

from hamsafar.identify.people.services import KeyField


class ToldRow(models.Model):
    """One person hears of one idea once: the row stands before anything goes out, and stays."""

    idea = models.BigIntegerField()
    person = KeyField()
    participant = models.UUIDField(null=True)  # as whom they took part, if they did
    state = models.CharField(max_length=12, default="waiting")
    channel = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=60, blank=True)
    retry_at = models.DateTimeField(null=True)
    deed = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "told_telling"
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="told_once")]
        indexes = [models.Index(fields=["idea", "state"], name="told_by_idea"), models.Index(fields=["person"], name="told_by_person")]
