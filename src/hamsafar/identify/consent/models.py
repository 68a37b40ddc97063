"""The ledger. Rows are added, never changed; only erasure deletes."""

from django.db import models

from hamsafar.identify.people.services import KeyField


class ConsentRow(models.Model):
    key = KeyField()
    purpose = models.TextField()
    channel = models.TextField(blank=True)
    choice = models.TextField()
    at = models.DateTimeField()
    source = models.TextField()
    message_id = models.TextField()  # of the event; a decision made on our pages has an id of its own
    text_version = models.TextField(blank=True)
    language = models.TextField(blank=True)
    wording = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    by = models.TextField(blank=True)

    class Meta:
        db_table = "consent_entry"
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="consent_once")]
        indexes = [
            models.Index(fields=["key"], name="consent_by_key"),
            models.Index(fields=["key"], condition=models.Q(purpose="analytics", choice="withdrawn"), name="consent_by_refusal"),
        ]
