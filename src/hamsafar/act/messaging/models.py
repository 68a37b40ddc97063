import uuid

from django.db import models

from hamsafar.identify.people.services import KeyField


class MailRow(models.Model):
    """One row (id 1): how e-mail is sent. The password is sealed with the installation's secret."""

    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    username = models.CharField(max_length=255, blank=True)
    password = models.TextField(blank=True)
    from_name = models.CharField(max_length=200)
    from_email = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    postal = models.TextField(blank=True)
    colour = models.CharField(max_length=7)
    follow_opens = models.BooleanField()
    follow_clicks = models.BooleanField()

    class Meta:
        db_table = "messaging_mail"


class MessageRow(models.Model):
    """One message to one person. Its id is its deed's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = KeyField()
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=300, blank=True)
    campaign = models.CharField(max_length=100, blank=True)
    address_key = KeyField(default=0)
    state = models.CharField(max_length=10, default="sending")
    links = models.JSONField(default=list)
    survey = models.JSONField(default=dict)  # of an invitation: survey, survey_id, invitation_id
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened = models.FloatField(default=0)
    clicked = models.FloatField(default=0)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_message"
        indexes = [
            models.Index(fields=["-made_at"], name="messaging_newest"),
            models.Index(fields=["person"], name="messaging_by_person"),
        ]


class BlockedRow(models.Model):
    """An address (as its key) to which nothing is sent any more."""

    key = KeyField(unique=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        db_table = "messaging_blocked"


class HitRow(models.Model):
    """That something in a letter was fetched, until it is judged whether a person did. Forgotten soon after."""

    message = models.ForeignKey(MessageRow, on_delete=models.CASCADE, related_name="hits")
    kind = models.CharField(max_length=10)  # open, click, trap
    link = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    agent = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=10)
    told = models.BooleanField(default=False)  # the spine knows; kept for a while, because what comes after is judged by it too
    place = models.CharField(max_length=32, blank=True)  # a keyed hash of the network address, to tell who fetched several

    class Meta:
        db_table = "messaging_hit"
        indexes = [models.Index(fields=["message", "at"], name="messaging_hits")]
