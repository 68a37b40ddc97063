from django.db import models


class MutedRow(models.Model):
    """A kind of notice that a member does not want."""

    member = models.BigIntegerField()
    kind = models.CharField(max_length=60)

    class Meta:
        db_table = "notices_muted"
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="notices_muted_once")]
