import uuid

from django.db import models


class BrandRow(models.Model):
    key = models.CharField(max_length=60, unique=True)
    name_fa = models.CharField(max_length=100, blank=True)
    name_en = models.CharField(max_length=100, blank=True)
    is_own = models.BooleanField(default=False)
    words = models.JSONField(default=list)
    not_words = models.JSONField(default=list)

    class Meta:
        db_table = "mentions_brand"
        ordering = ["-is_own", "id"]


class PlaceRow(models.Model):
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    connector = models.CharField(max_length=20)
    network = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    unit = models.CharField(max_length=60, blank=True)
    space = models.CharField(max_length=60, blank=True)
    unnamed = models.CharField(max_length=10)
    about = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    reply_url = models.CharField(max_length=1000, blank=True)
    minutes = models.PositiveIntegerField(default=30)
    is_on = models.BooleanField(default=True)
    secret = models.PositiveIntegerField(default=1)  # which one: it is derived, never kept
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    taken = models.PositiveBigIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mentions_place"
        ordering = ["id"]


class ItemRow(models.Model):
    """One thing that was said, once. Its words are on the spine; here is only what tells it from others and what a reply needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    place = models.ForeignKey(PlaceRow, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    message_id = models.CharField(max_length=60)
    outer_id = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    network = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=60)
    rating = models.FloatField(null=True)
    reach = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    shingles = models.BinaryField(default=bytes)
    repeats = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "mentions_item"
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="mentions_item_once")]


class NameRow(models.Model):
    """What an item is told again by: its id there, its address, or who said what. Keyed hashes."""

    item = models.ForeignKey(ItemRow, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32, unique=True)

    class Meta:
        db_table = "mentions_name"


class BandRow(models.Model):
    """Texts that are nearly the same share one of these."""

    item = models.ForeignKey(ItemRow, on_delete=models.CASCADE, related_name="+")
    band = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "mentions_band"
        indexes = [models.Index(fields=["band", "at"], name="mentions_band_at")]


class WhoRow(models.Model):
    """Whose item it is, as keyed hashes: enough to forget it with them."""

    item = models.ForeignKey(ItemRow, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32, db_index=True)

    class Meta:
        db_table = "mentions_who"


class AnswerRow(models.Model):
    """What we said, or that somebody from the team answered elsewhere."""

    item = models.ForeignKey(ItemRow, null=True, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=100)
    message_id = models.CharField(max_length=300)
    turn = models.PositiveIntegerField()
    person = models.CharField(max_length=20, blank=True)
    space = models.CharField(max_length=100, blank=True)
    id_kind = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=320, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=10)
    stand = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    deed = models.UUIDField(null=True)
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "mentions_answer"
        constraints = [models.UniqueConstraint(fields=["source", "message_id", "turn"], name="mentions_answer_turn")]


class FileRow(models.Model):
    """An uploaded table that waits to be read, or was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    place = models.ForeignKey(PlaceRow, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=dict)  # role -> column
    state = models.CharField(max_length=10)
    counts = models.JSONField(default=dict)
    trouble = models.CharField(max_length=60, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mentions_file"
        ordering = ["-at"]
