"""Addresses of messaging. What stands under /m/ is for everybody who has a letter."""

from django.urls import path

from . import gateway_views, public, views

urlpatterns = [
    path("m/o/<slug:token>.gif", public.opened, name="message-opened"),
    path("m/x/<slug:token>", public.trap, name="message-trap"),
    path("m/c/<slug:token>/<int:number>", public.link, name="message-link"),
    path("m/u/<slug:token>", public.unsubscribe, name="message-unsubscribe"),
    path("m/p/<slug:token>", public.preferences, name="message-preferences"),
    path("m/r/<slug:channel>/<slug:token>", gateway_views.report, name="message-report"),
    path("m/b/<slug:token>", gateway_views.bounce, name="message-bounce"),
    path("messages", views.message_list, name="messages"),
    path("settings/mail", views.mail, name="settings-mail"),
    path("settings/mail/test", views.mail_test, name="settings-mail-test"),
    path("settings/gateways", gateway_views.gateways, name="settings-gateways"),
    path("settings/gateways/<slug:channel>", gateway_views.gateway, name="settings-gateway"),
    path("settings/gateways/<slug:channel>/test", gateway_views.gateway_test, name="settings-gateway-test"),
    path("settings/gateways/<slug:channel>/forget", gateway_views.gateway_forget, name="settings-gateway-forget"),
]
