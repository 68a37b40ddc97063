"""Ready gateways. Keys and numbers of senders are the company's own; nothing of the kind is in here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .gateways import Body, Gateway, Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    name: str | Promise
    about: str | Promise
    gateway: Gateway


FORMS: dict[str, Form] = {
    "kavenegar": Form(
        name=_("Kavenegar"),
        about=_("Give it the API key of your panel and your line's number. For delivery reports enter the address below in the panel."),
        gateway=Gateway(
            channel="sms", form="kavenegar", url="https://api.kavenegar.com/v1/{key}/sms/send.json", body_kind=Body.FORM,
            body={"receptor": "{to}", "sender": "{sender}", "message": "{text}", "localid": "{number}"}, numbers=Numbers.NATIONAL,
            ok_path="return.status", ok_values=("200",), id_path="entries.0.messageid", error_path="return.message", knows_repeats=True,
            report_id="messageid", report_status="status", report_arrived=("10",), report_returned=("6", "11", "14"),
        ),
    ),
    "sms": Form(
        name=_("Another SMS gateway"),
        about=_("Any service that takes a message by HTTP. Fill in its address and fields as its manual says."),
        gateway=Gateway(
            channel="sms", form="sms", url="https://", headers={"Authorization": "Bearer {key}"},
            body={"to": "{to}", "from": "{sender}", "text": "{text}", "reference": "{reference}"}, id_path="id", error_path="message",
            report_id="id", report_status="status", report_arrived=("delivered",), report_returned=("undelivered", "failed"),
        ),
    ),
    "telegram": Form(
        name=_("Telegram bot"),
        about=_("Give it the token that BotFather gave your bot. A person can be written to after they have started the bot."),
        gateway=Gateway(
            channel="telegram", form="telegram", url="https://api.telegram.org/bot{key}/sendMessage",
            body={"chat_id": "{to}", "text": "{text}", "reply_markup": {"inline_keyboard": "{buttons}"}}, numbers=Numbers.AS_IS,
            ok_path="ok", ok_values=("true",), id_path="result.message_id", error_path="description",
            gone=("bot was blocked", "user is deactivated", "chat not found"),
        ),
    ),
}  # fmt: skip


def forms_for(channel: str) -> dict[str, Form]:
    return {key: form for key, form in FORMS.items() if form.gateway.channel == channel}
