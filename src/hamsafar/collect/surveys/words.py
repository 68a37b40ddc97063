"""What ways to answer are called, each with its picture."""

from django.utils.translation import gettext_lazy

WAYS = {
    "link": (gettext_lazy("Link"), "link"), "qr": (gettext_lazy("QR code"), "app"), "email": (gettext_lazy("E-mail"), "mail"),
    "embed": (gettext_lazy("On a page of yours"), "page"), "widget": (gettext_lazy("Widget"), "web"),
    "app": (gettext_lazy("App"), "app"), "kiosk": (gettext_lazy("Kiosk"), "store"), "phone": (gettext_lazy("Phone"), "phone"),
    "sms": (gettext_lazy("SMS"), "phone"), "chat": (gettext_lazy("Chat"), "chat"), "telegram": (gettext_lazy("Telegram"), "social"),
}  # fmt: skip
