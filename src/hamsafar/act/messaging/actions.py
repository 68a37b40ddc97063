"""The actions that this room does; the registry finds them here."""

from hamsafar.decide.contact.services import SURVEYS
from hamsafar.ground.actions.services import Action, Doing, register

from . import email, mail_settings
from .contracts import AskSurvey, SendMessage
from .sending import Facts, Way, send, settled

MESSAGES: dict[str, Way] = {"email": email.message}
ASKING: dict[str, Way] = {"email": email.survey}


def channels() -> list[str]:
    """By which channels messages go out: declared here, and set up."""
    return [channel for channel in MESSAGES if channel != "email" or mail_settings.find_mail() is not None]


def send_message(given: SendMessage, doing: Doing) -> Facts:
    return send(given, doing, purpose=given.purpose, ways=MESSAGES)


def ask_survey(given: AskSurvey, doing: Doing) -> Facts:
    return send(given, doing, purpose=SURVEYS, ways=ASKING)


register(
    Action(
        key="send_message", name_en="Send a message", name_fa="فرستادن پیام", input=SendMessage, do=send_message, needs_gate=True,
        settled=settled, icon="mail",
    )
)  # fmt: skip
register(
    Action(
        key="ask_survey", name_en="Ask by a survey", name_fa="فرستادن نظرسنجی", input=AskSurvey, do=ask_survey, needs_gate=True,
        settled=settled, icon="star",
    )
)  # fmt: skip
