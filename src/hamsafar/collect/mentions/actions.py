"""The action that this room does."""

from hamsafar.ground.actions.services import Action, register

from . import answering

register(
    Action(
        key=answering.ACTION, name_en="Reply to a mention", name_fa="پاسخ به اشاره", input=answering.ReplyToMention, do=answering.send,
        settled=answering.settled, icon="social",
    )
)  # fmt: skip
