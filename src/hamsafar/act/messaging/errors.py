"""What messaging refuses, and how sending can end."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class NoAddress(Refused):
    code, status, message = "no_address", 422, _("No address of this person is known for this channel.")


class AddressBlocked(Refused):
    code, status, message = "address_blocked", 422, _("Messages to this address have come back, so nothing is sent to it any more.")


class ChannelNotSetUp(Refused):
    code, status, message = "channel_not_set_up", 422, _("This channel is not set up yet (Settings).")


class NothingToSay(Refused):
    code, status, message = "nothing_to_say", 422, _("The message has no text.")


class SecretLost(Refused):
    code, status, message = "secret_lost", 422, _("A password cannot be read with the secret of this installation. Please type it again.")


class MailServerAway(Refused):
    code, status, message = "mail_server_away", 503, _("The mail server {host} cannot be reached or does not answer ({kind}).")


class MailServerRefused(Refused):
    code, status, message = "mail_server_refused", 422, _("The mail server refused at {step}: {reply}")


class MailboxRefused(Refused):
    code, status, message = "mailbox_refused", 422, _("The mail server says that this mailbox cannot be reached: {reply}")


class GatewayMalformed(Refused):
    code, status, message = "gateway_malformed", 422, _("The gateway is not set up so that it can be called ({where}).")


class GatewayAway(Refused):
    code, status, message = "gateway_away", 503, _("The gateway cannot be reached or does not answer ({kind}).")


class GatewayRefused(Refused):
    code, status, message = "gateway_refused", 422, _("The gateway refused ({status}): {reply}")


class AddressGone(Refused):
    code, status, message = "address_gone", 422, _("The gateway says that this address cannot be reached any more: {reply}")


class LinkOver(Refused):
    code, status, message = "message_link_over", 404, _("This link is not valid, or no longer.")
