"""What people read for messages and for what was done to their settings."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .contracts import MessageState

STATES: dict[MessageState, str | Promise] = {
    MessageState.SENDING: _("Under way"),
    MessageState.SENT: _("Sent"),
    MessageState.FAILED: _("Not sent"),
    MessageState.UNKNOWN: _("Nobody knows"),
}
TONES = {MessageState.SENDING: "info", MessageState.SENT: "good", MessageState.FAILED: "bad", MessageState.UNKNOWN: "wait"}

audit.describe(
    {
        "messaging.mail_changed": _("Changed how e-mail is sent"),
        "messaging.mail_forgotten": _("Forgot how e-mail is sent"),
        "messaging.gateway_changed": _("Changed how short messages are sent"),
        "messaging.gateway_forgotten": _("Stopped sending short messages by a gateway"),
    }
)
