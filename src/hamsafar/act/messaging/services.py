"""The door of messaging.

Nobody is written to by calling this room: ask for the actions `send_message` or `ask_survey` (ground/actions) with the gate's pass.
"""

from . import words as _words  # noqa: F401 - says its sentences to the audit log
from .actions import channels
from .codes import send_code
from .contracts import AskSurvey, Mail, Message, MessageState, Security, SendMessage
from .errors import AddressBlocked, ChannelNotSetUp, GatewayMalformed, NoAddress
from .listing import count_messages, list_messages, summary
from .mail_settings import change_mail, find_mail, forget_mail
from .reach import address_of, is_blocked, language_of, named
from .sending import block
from .smtp import taken_by

__all__ = [
    "AddressBlocked", "AskSurvey", "ChannelNotSetUp", "GatewayMalformed", "Mail", "Message", "MessageState", "NoAddress", "Security",
    "SendMessage", "address_of", "block", "change_mail", "channels", "count_messages", "find_mail", "forget_mail", "is_blocked",
    "language_of", "list_messages", "named", "send_code", "summary", "taken_by",
]  # fmt: skip
