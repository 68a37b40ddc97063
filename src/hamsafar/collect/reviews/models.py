import uuid

from django.db import models
from django.db.models import Q


class PolicyRow(models.Model):
    """One row: what stands in it differs from the usual."""

    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "review_policy"


class ProductRow(models.Model):
    """A product that somebody bought, asked about, or that the team added. The key is the shop's own."""

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=300, blank=True)
    url = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "review_product"


class RequestRow(models.Model):
    """A personal link: who it is for proves who reviews, the order proves what was bought."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True)  # of whoever asks: asking again with it gives the same link
    space = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)
    person = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60, blank=True)  # that the form proposes as the author's
    order_id = models.CharField(max_length=200, blank=True)
    products = models.JSONField(default=list)  # ids
    unit = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=2, blank=True)
    campaign = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "review_request"
        indexes = [
            models.Index(fields=["value", "kind"], name="review_request_by_name", condition=~Q(kind="")),
            models.Index(fields=["person"], name="review_request_by_person", condition=~Q(person="")),
            models.Index(fields=["campaign"], name="review_request_by_campaign", condition=~Q(campaign="")),
        ]


class Said(models.Model):
    """What a review, a question and an answer have in common."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)  # to which state the last decision can be taken back
    text = models.TextField(blank=True)
    author = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    space = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)
    person = models.CharField(max_length=20, blank=True)
    signs = models.JSONField(default=list)
    why = models.CharField(max_length=12, blank=True)
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True


class ReviewRow(Said):
    product = models.ForeignKey(ProductRow, on_delete=models.CASCADE, related_name="reviews")
    request = models.ForeignKey(RequestRow, null=True, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)
    pros = models.JSONField(default=list)
    cons = models.JSONField(default=list)
    is_verified = models.BooleanField(default=False)
    order_id = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=20)
    folded = models.TextField(blank=True)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0.0)  # lower end of the interval of its helpful share: what many found helpful comes first
    photos = models.PositiveSmallIntegerField(default=0)
    reports = models.PositiveIntegerField(default=0)  # that nobody has looked at yet
    reply = models.TextField(blank=True)
    reply_by = models.CharField(max_length=150, blank=True)
    replied_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    message_id = models.CharField(max_length=300)
    posted_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # at the code
    read_at = models.DateTimeField(null=True)  # what it is about

    class Meta:
        db_table = "review"
        constraints = [models.UniqueConstraint(fields=["request", "product"], name="review_once")]
        indexes = [
            models.Index(fields=["product", "state", "-posted_at"], name="review_newest"),
            # Everything that a summary counts.
            models.Index(fields=["product", "state", "rating", "language", "is_verified", "photos", "id"], name="review_summed"),
            models.Index(fields=["state", "-posted_at"], name="review_by_state"),
            models.Index(fields=["posted_at"], name="review_unread", condition=Q(read_at=None)),
            models.Index(fields=["value", "kind"], name="review_by_name", condition=~Q(kind="")),
            models.Index(fields=["person"], name="review_by_person", condition=~Q(person="")),
        ]


class ChangeRow(models.Model):
    """What the writer of a shown review wants to have there instead; the shown one stays until somebody has looked at this."""

    review = models.OneToOneField(ReviewRow, on_delete=models.CASCADE, related_name="change")
    rating = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)
    pros = models.JSONField(default=list)
    cons = models.JSONField(default=list)
    author = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, blank=True)
    signs = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        db_table = "review_change"


class TopicRow(models.Model):
    """What was read from a review: a topic's key."""

    review = models.ForeignKey(ReviewRow, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)

    class Meta:
        db_table = "review_topic"
        constraints = [models.UniqueConstraint(fields=["review", "topic"], name="review_topic_once")]


class PhotoRow(models.Model):
    """Its bytes lie in the data folder under its id, written anew by us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    review = models.ForeignKey(ReviewRow, on_delete=models.CASCADE, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "review_photo"


class VoteRow(models.Model):
    """Whether one visitor found a review helpful; the visitor is a keyed hash."""

    review = models.ForeignKey(ReviewRow, on_delete=models.CASCADE, related_name="+")
    voter = models.CharField(max_length=32)
    is_helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "review_vote"
        constraints = [models.UniqueConstraint(fields=["review", "voter"], name="review_vote_once")]


class ReportRow(models.Model):
    """A reader says that a review is not right."""

    review = models.ForeignKey(ReviewRow, on_delete=models.CASCADE, related_name="+")
    voter = models.CharField(max_length=32)
    why = models.CharField(max_length=12)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_report"
        constraints = [models.UniqueConstraint(fields=["review", "voter"], name="review_report_once")]


class QuestionRow(Said):
    product = models.ForeignKey(ProductRow, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "review_question"
        indexes = [
            models.Index(fields=["product", "state", "-asked_at"], name="review_question_newest"),
            models.Index(fields=["state", "-asked_at"], name="review_question_by_state"),
            models.Index(fields=["value", "kind"], name="review_question_by_name", condition=~Q(kind="")),
        ]


class AnswerRow(Said):
    question = models.ForeignKey(QuestionRow, on_delete=models.CASCADE, related_name="answers")
    request = models.ForeignKey(RequestRow, null=True, on_delete=models.CASCADE, related_name="+")
    by_team = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "review_answer"
        indexes = [
            models.Index(fields=["state", "-answered_at"], name="review_answer_by_state"),
            models.Index(fields=["value", "kind"], name="review_answer_by_name", condition=~Q(kind="")),
        ]


class DecisionRow(models.Model):
    """What was decided, for the owner: kept without the words, also when what it was about is gone."""

    about = models.UUIDField()
    what = models.CharField(max_length=10)  # review, question, answer
    product = models.ForeignKey(ProductRow, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True)
    is_verified = models.BooleanField(default=False)
    to = models.CharField(max_length=12)
    why = models.CharField(max_length=12, blank=True)
    by = models.CharField(max_length=150, blank=True)  # "": by the rules, at once
    waited = models.PositiveIntegerField(default=0)  # seconds
    is_undone = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "review_decision"
        indexes = [
            models.Index(fields=["what", "to", "at"], name="review_decision_by_end"),
            models.Index(fields=["about"], name="review_decision_of"),
        ]
