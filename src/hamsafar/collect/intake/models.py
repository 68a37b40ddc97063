from django.db import models


class SourceRow(models.Model):
    slug = models.CharField(max_length=64, unique=True)  # stands in every event, so it never changes
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    space = models.CharField(max_length=64)
    unit = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    origins = models.JSONField(default=list)
    per_second = models.PositiveIntegerField(null=True)
    is_paused = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "intake_source"
        ordering = ["created_at", "id"]


class WriteKeyRow(models.Model):
    """A write key stands in web pages for everyone to read: it lets in, it protects nothing. So it is kept as it is."""

    source = models.ForeignKey(SourceRow, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_write_key"
        ordering = ["created_at", "id"]


class OutboxRow(models.Model):
    """An event that commits with the data it tells about; the relay carries it to the spine and removes the row."""

    id = models.BigAutoField(primary_key=True)
    event = models.BinaryField()

    class Meta:
        db_table = "intake_outbox"
