"""Tables of people. Who is who is never stored as truth: `person`, `verdict` and PersonRow are what resolve.py made of the rest."""

import uuid

from django.db import models
from django.db.models import F, Q

from .fields import KeyField


class IdentifierRow(models.Model):
    """A name that a system gave someone. Its primary key is the key of its events, so evidence is written without a look-up."""

    key = KeyField(primary_key=True)
    space = models.TextField(blank=True)
    kind = models.TextField()
    value = models.TextField()  # normal form
    since = models.TextField(blank=True, default="")  # ISO moment, where a person decided that it changed hands
    typed = models.TextField()  # as it came
    component = KeyField()  # names that any evidence or decision connects, whatever became of that evidence
    person = KeyField()  # the key of the canonical identifier
    published = KeyField()  # what the event store was told last
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        db_table = "people_identifier"
        constraints = [models.UniqueConstraint(fields=["kind", "value", "space", "since"], name="people_identifier_once")]
        indexes = [
            models.Index(fields=["component"], name="people_by_component"),
            models.Index(fields=["person"], name="people_by_person"),
            models.Index(fields=["key"], condition=~Q(person=F("published")), name="people_by_unpublished"),
        ]

    @property
    def name(self) -> tuple[str, str, str, str]:
        return self.space, self.kind, self.value, self.since


class EvidenceRow(models.Model):
    """Two identifiers stood together. A set: told again, it only widens. An empty verdict waits to be weighed."""

    a = KeyField()
    b = KeyField()
    kind = models.TextField()
    source = models.TextField()
    first = models.DateTimeField()
    last = models.DateTimeField()
    verdict = models.TextField(blank=True, default="")
    limit = models.TextField(blank=True, default="")
    left = KeyField(null=True)
    right = KeyField(null=True)

    class Meta:
        db_table = "people_evidence"
        constraints = [models.UniqueConstraint(fields=["a", "b", "kind", "source"], name="people_evidence_once")]
        indexes = [
            models.Index(fields=["b"], name="people_by_evidence_b"),
            models.Index(fields=["id"], condition=Q(verdict=""), name="people_by_unweighed"),
            models.Index(fields=["id"], condition=Q(verdict="over_limit"), name="people_by_conflicts"),
        ]


class DecisionRow(models.Model):
    """What a person, or a threshold that a person set, decided about who is who. Only erasure deletes it; an undo is a row of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField()
    at = models.DateTimeField()
    by = models.TextField(blank=True)
    because = models.TextField(blank=True)
    moment = models.DateTimeField(null=True)
    undoes = models.UUIDField(null=True, unique=True)
    facts = models.JSONField(default=dict)
    settled = models.BooleanField(default=False)  # carried out; False is what a crash leaves behind

    class Meta:
        db_table = "people_decision"
        indexes = [
            models.Index(fields=["-at"], name="people_by_decision_at"),
            models.Index(fields=["id"], condition=Q(settled=False), name="people_by_unsettled"),
        ]


class DecisionNameRow(models.Model):
    """Which identifiers a decision is about, and on which side."""

    decision = models.ForeignKey(DecisionRow, on_delete=models.CASCADE, related_name="names")
    key = KeyField(db_index=True)
    is_other = models.BooleanField()

    class Meta:
        db_table = "people_decision_name"


class TraitRow(models.Model):
    """A fact about an identifier, from one source: the latest that was told."""

    key = KeyField()
    name = models.TextField()
    source = models.TextField()
    value = models.TextField()  # JSON
    at = models.DateTimeField()
    message_id = models.TextField()

    class Meta:
        db_table = "people_trait"
        constraints = [models.UniqueConstraint(fields=["key", "name", "source"], name="people_trait_once")]


class PlaceRow(models.Model):
    """In which unit an identifier was seen: who may find its person."""

    key = KeyField()
    unit = models.TextField()

    class Meta:
        db_table = "people_place"
        constraints = [models.UniqueConstraint(fields=["key", "unit"], name="people_place_once")]


class PersonRow(models.Model):
    """A person as lists and search show them: made anew from identifiers and traits whenever those change."""

    person = KeyField(primary_key=True)
    name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    identifiers = models.IntegerField()
    known = models.BooleanField()
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    searched = models.TextField()  # folded words, then the same without spaces

    class Meta:
        db_table = "people_person"
        indexes = [
            models.Index(fields=["-last_seen"], name="people_by_last_seen"),
            models.Index(fields=["known", "-last_seen"], name="people_by_known"),
        ]


class ExceptionRow(models.Model):
    """An identifier whose events carry another key than its hash: always, after a collision, or from a moment on."""

    key = KeyField(primary_key=True)
    space = models.TextField(blank=True)
    kind = models.TextField()
    value = models.TextField()
    since = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "people_exception"


class ReKeyRow(models.Model):
    """Events that wait to be moved from one key to another in the event store."""

    space = models.TextField(blank=True)
    kind = models.TextField()
    value = models.TextField()
    old = KeyField()
    new = KeyField()
    since = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_rekey"


class OffsetRow(models.Model):
    """How far the spine has been read; moved by the transaction that keeps what was read."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "people_offset"


class SuggestionRow(models.Model):
    """Two people who may be one, found by what is known about them. One row for ever, so that a "no" is not asked again."""

    left = KeyField()
    right = KeyField()
    weight = models.FloatField()
    probability = models.FloatField()
    reasons = models.JSONField()
    state = models.TextField(default="open")  # open, merged, different
    decision = models.UUIDField(null=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)

    class Meta:
        db_table = "people_suggestion"
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="people_suggestion_once")]
        indexes = [models.Index(fields=["state", "-weight"], name="people_by_suggestion")]


class ChoiceRow(models.Model):
    """What the installation chose about people: for now from which probability on duplicates are merged without asking."""

    name = models.TextField(primary_key=True)
    value = models.FloatField(null=True)

    class Meta:
        db_table = "people_choice"
