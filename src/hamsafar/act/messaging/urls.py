"""Addresses of messaging. What stands under /m/ is for everybody who has a letter."""

from django.urls import path

from . import public, views

urlpatterns = [
    path("m/o/<slug:token>.gif", public.opened, name="message-opened"),
    path("m/x/<slug:token>", public.trap, name="message-trap"),
    path("m/c/<slug:token>/<int:number>", public.link, name="message-link"),
    path("m/u/<slug:token>", public.unsubscribe, name="message-unsubscribe"),
    path("m/p/<slug:token>", public.preferences, name="message-preferences"),
    path("messages", views.message_list, name="messages"),
    path("settings/mail", views.mail, name="settings-mail"),
    path("settings/mail/test", views.mail_test, name="settings-mail-test"),
]
