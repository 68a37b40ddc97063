"""Tables of voice. What was read from each text is not here but in the event store (`annotations`)."""

from django.db import models

from hamsafar.identify.people.services import KeyField


class OffsetRow(models.Model):
    """How far the spine was read."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "voice_offset"


class ModelRow(models.Model):
    """A model with what is known of its quality. Its arrays lie here, not in a file: a backup has them and every process finds them."""

    kind = models.TextField()
    state = models.TextField()
    embedder = models.TextField()
    trained_at = models.DateTimeField()
    learnt_from = models.IntegerField(default=0)
    judgement = models.JSONField(null=True)
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    classifier = models.BinaryField()
    student = models.BinaryField()

    class Meta:
        db_table = "voice_model"
        constraints = [
            models.UniqueConstraint(fields=["embedder"], condition=models.Q(state="in_use"), name="voice_model_one_in_use"),
        ]


class TopicRow(models.Model):
    """A topic as this company wants it. Topics that the program ships have a row only where somebody changed them."""

    key = models.SlugField(primary_key=True, max_length=60)
    name_fa = models.TextField(blank=True)
    name_en = models.TextField(blank=True)
    group = models.TextField(blank=True)
    phrases = models.TextField()  # one a line
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "voice_topic"


class DismissedRow(models.Model):
    """Words of a discovered topic that somebody does not want to be shown again."""

    words = models.TextField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "voice_dismissed"


class CorrectionRow(models.Model):
    """What a person says of a text instead of the model. None: as the model says."""

    id_hash = KeyField(primary_key=True)
    key = KeyField()  # of whoever wrote the text, for forgetting
    feeling = models.SmallIntegerField(null=True)
    topics = models.JSONField(null=True)
    was = models.JSONField(default=dict)  # what the model had read
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "voice_correction"
        indexes = [models.Index(fields=["key"], name="voice_correction_by_key")]
