"""The board, those who use it, and what the team did.

What was said belongs to the idea for which it was said, for ever: merging only points one idea at another (`root`), and everything that
counts or lists looks at the whole family. So unmerging gives back exactly what each had, and what came since to each.
"""

from uuid import uuid4

from django.db import models


class BoardRow(models.Model):
    """One row (id 1)."""

    is_open = models.BooleanField(default=False)
    name = models.JSONField(default=dict)
    intro = models.JSONField(default=dict)
    moderate_ideas = models.BooleanField(default=True)
    moderate_comments = models.BooleanField(default=False)
    colour = models.CharField(max_length=7, default="#0b7a75")

    class Meta:
        db_table = "ideas_board"


class StatusRow(models.Model):
    name = models.JSONField(default=dict)
    kind = models.CharField(max_length=10)
    on_roadmap = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ideas_status"
        ordering = ["place", "id"]


class TagRow(models.Model):
    name = models.JSONField(default=dict)
    is_public = models.BooleanField(default=True)

    class Meta:
        db_table = "ideas_tag"
        ordering = ["id"]


class ParticipantRow(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    space = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=60)
    value = models.CharField(max_length=320)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, blank=True)
    made_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ideas_participant"
        constraints = [models.UniqueConstraint(fields=["space", "kind", "value"], name="ideas_one_participant")]


class CodeRow(models.Model):
    """An attempt to sign in. The code itself is nowhere: it is a keyed hash of this row's salt."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    email = models.CharField(max_length=320)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2)
    salt = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    then = models.JSONField(default=dict)  # what they were about to do

    class Meta:
        db_table = "ideas_code"


class IdeaRow(models.Model):
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    author = models.ForeignKey(ParticipantRow, null=True, on_delete=models.SET_NULL, related_name="+")
    by_team = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10)
    status = models.ForeignKey(StatusRow, on_delete=models.PROTECT, related_name="+")
    tags = models.ManyToManyField(TagRow, related_name="+", db_table="ideas_idea_tag")
    votes = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    heat = models.FloatField(default=0.0)
    made_at = models.DateTimeField()
    status_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    root = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="family")
    shipped_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)  # whether the spine knows of it

    class Meta:
        db_table = "ideas_idea"
        indexes = [
            models.Index(fields=["state", "-heat"], name="ideas_trending"),
            models.Index(fields=["state", "-votes"], name="ideas_most_voted"),
            models.Index(fields=["state", "-made_at"], name="ideas_newest"),
        ]


class TermRow(models.Model):
    """A word of an idea without its endings, or (after "~") three letters in a row of its title."""

    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    term = models.CharField(max_length=60)

    class Meta:
        db_table = "ideas_term"
        indexes = [models.Index(fields=["term"], name="ideas_by_term")]


class VoteRow(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(ParticipantRow, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "ideas_vote"
        constraints = [models.UniqueConstraint(fields=["idea", "participant"], name="ideas_one_vote")]


class FollowRow(models.Model):
    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(ParticipantRow, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "ideas_follow"
        constraints = [models.UniqueConstraint(fields=["idea", "participant"], name="ideas_one_follow")]


class CommentRow(models.Model):
    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(ParticipantRow, null=True, on_delete=models.CASCADE, related_name="+")
    by_team = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    is_told = models.BooleanField(default=False)

    class Meta:
        db_table = "ideas_comment"
        indexes = [
            models.Index(fields=["idea", "at"], name="ideas_comments"),
            models.Index(fields=["state", "at"], name="ideas_comments_wait"),
        ]


class LinkRow(models.Model):
    """One comment of a customer speaks of one idea at most."""

    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=200)
    message_id = models.CharField(max_length=300)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "ideas_link"
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="ideas_one_link")]


class StepRow(models.Model):
    idea = models.ForeignKey(IdeaRow, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    is_undone = models.BooleanField(default=False)

    class Meta:
        db_table = "ideas_step"
        indexes = [models.Index(fields=["idea", "id"], name="ideas_history")]
