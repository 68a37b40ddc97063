"""Tables of surveys. Documents and answers are JSON text that document.py and answers.py read: the database never looks into them."""

import uuid

from django.db import models
from django.db.models import Q


class SurveyRow(models.Model):
    slug = models.CharField(max_length=40, unique=True)  # stands in links, so it never changes
    name_fa = models.CharField(max_length=300, blank=True)  # of the draft, for lists
    name_en = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12)
    draft = models.TextField()
    draft_number = models.PositiveIntegerField(default=1)  # which of its changes is shown; undo and redo move it
    ways = models.TextField(default="{}")
    version = models.ForeignKey("VersionRow", null=True, on_delete=models.PROTECT, related_name="+")  # the one that is asked
    finished = models.PositiveIntegerField(default=0)  # complete answers, tests left out
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    created_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "survey"
        ordering = ["-changed_at", "-id"]


class DraftRow(models.Model):
    """Earlier and undone states of a draft."""

    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="drafts")
    number = models.PositiveIntegerField()
    document = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "survey_draft"
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_draft_once")]


class VersionRow(models.Model):
    """What was published. Never changed: answers keep the words that they answered."""

    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "survey_version"
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once")]


class BatchRow(models.Model):
    """Single-use links that were made together, to be printed or sent by another system."""

    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, blank=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "survey_batch"


class KioskRow(models.Model):
    """A device that asks in a shop. Its signed token stands in its address until it is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, blank=True)
    idle_seconds = models.PositiveIntegerField(default=45)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "survey_kiosk"


class InvitationRow(models.Model):
    """A link for one person, or for whoever holds it, that can be answered once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(BatchRow, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)  # of whoever invites: asking again with it gives the same invitation
    space = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40, blank=True)  # "" for a link without a name
    value = models.TextField(blank=True)
    person = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=2, blank=True)
    about = models.JSONField(default=dict)
    traits = models.JSONField(default=dict)
    entered_by = models.CharField(max_length=150, blank=True)  # the member who writes down what the person says
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "survey_invitation"
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="survey_invitation_once")]
        indexes = [
            models.Index(fields=["value", "kind"], name="survey_invitation_by_name", condition=~Q(kind="")),
            models.Index(fields=["person"], name="survey_invitation_by_person", condition=~Q(person="")),
        ]


class SubmissionRow(models.Model):
    """One going through a survey. Its id is made before it is sent, so sending twice is one submission."""

    id = models.UUIDField(primary_key=True)
    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="+", db_index=False)  # the indexes below begin with it
    version = models.ForeignKey(VersionRow, on_delete=models.CASCADE, related_name="+")
    invitation = models.OneToOneField(InvitationRow, null=True, on_delete=models.CASCADE, related_name="submission")
    kiosk = models.ForeignKey(KioskRow, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    way = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    unit = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=20, blank=True)
    about = models.JSONField(default=dict)  # hidden fields and what the invitation is about
    traits = models.JSONField(default=dict)
    entered_by = models.CharField(max_length=150, blank=True)
    is_test = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=30, blank=True)
    waits_to_be_told = models.BooleanField(default=False)  # has answers that the spine does not know

    class Meta:
        db_table = "survey_submission"
        indexes = [
            models.Index(fields=["survey", "last_at"], name="survey_submission_latest"),
            models.Index(fields=["survey", "way"], name="survey_submission_by_way"),
            models.Index(fields=["last_at"], name="survey_submission_untold", condition=Q(waits_to_be_told=True)),
            models.Index(fields=["person"], name="survey_submission_by_person", condition=~Q(person="")),
            models.Index(fields=["kiosk"], name="survey_submission_by_kiosk", condition=Q(kiosk__isnull=False)),
        ]


class NameRow(models.Model):
    """How the person of a submission is named; without it nobody could be forgotten."""

    submission = models.ForeignKey(SubmissionRow, on_delete=models.CASCADE, related_name="names", db_index=False)
    space = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40)
    value = models.TextField()

    class Meta:
        db_table = "survey_name"
        constraints = [models.UniqueConstraint(fields=["submission", "space", "kind", "value"], name="survey_name_once")]  # also finds them
        indexes = [models.Index(fields=["value", "kind"], name="survey_name_by_value")]


class AnswerRow(models.Model):
    """An answer, or that a question was left out. Once told to the spine it stays."""

    submission = models.ForeignKey(SubmissionRow, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.CharField(max_length=30)
    answer = models.TextField()
    at = models.DateTimeField()
    is_told = models.BooleanField(default=False)

    class Meta:
        db_table = "survey_answer"
        constraints = [models.UniqueConstraint(fields=["submission", "question"], name="survey_answer_once")]  # also finds them


class FileRow(models.Model):
    """A file that came with an answer. Its bytes lie in the data folder under its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(SubmissionRow, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "survey_file"


class PictureRow(models.Model):
    """A picture of the survey itself: a logo or an option. Anybody may see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="pictures")
    type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "survey_picture"


class QuotaRow(models.Model):
    """How many complete answers fell into a quota."""

    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="quotas")
    quota = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "survey_quota"
        constraints = [models.UniqueConstraint(fields=["survey", "quota"], name="survey_quota_once")]
