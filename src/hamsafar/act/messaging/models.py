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
    bounce_nonce = models.CharField(max_length=32, blank=True)  # a new one makes a new address for letters that come back

    class Meta:
        db_table = "messaging_mail"


class GatewayRow(models.Model):
    """How one channel is sent by. The key is sealed with the installation's secret."""

    channel = models.CharField(max_length=20, unique=True)
    form = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=10)
    url = models.CharField(max_length=1000)
    headers = models.JSONField(default=dict)
    body_kind = models.CharField(max_length=10)
    body = models.JSONField(default=dict)
    numbers = models.CharField(max_length=10)
    sender = models.CharField(max_length=100, blank=True)
    key = models.TextField(blank=True)
    ok_path = models.CharField(max_length=200, blank=True)
    ok_values = models.JSONField(default=list)
    id_path = models.CharField(max_length=200, blank=True)
    error_path = models.CharField(max_length=200, blank=True)
    gone = models.JSONField(default=list)
    knows_repeats = models.BooleanField(default=False)
    leave_link = models.BooleanField(default=True)
    report_id = models.CharField(max_length=200, blank=True)
    report_status = models.CharField(max_length=200, blank=True)
    report_arrived = models.JSONField(default=list)
    report_returned = models.JSONField(default=list)
    report_nonce = models.CharField(max_length=32, blank=True)  # a new one makes a new address for reports

    class Meta:
        db_table = "messaging_gateway"


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
    reference = models.CharField(max_length=100, blank=True)  # the gateway's own number of it
    arrived_at = models.DateTimeField(null=True)  # as a report said
    returned_at = models.DateTimeField(null=True)  # it came back, or a report said that it did not arrive
    trouble = models.CharField(max_length=300, blank=True)  # why it came back

    class Meta:
        db_table = "messaging_message"
        indexes = [
            models.Index(fields=["-made_at"], name="messaging_newest"),
            models.Index(fields=["person"], name="messaging_by_person"),
            models.Index(fields=["channel", "reference"], name="messaging_by_reference", condition=~models.Q(reference="")),
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
