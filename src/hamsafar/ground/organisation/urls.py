"""Addresses of the way in and of Settings."""

from django.urls import path

from . import settings_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("welcome", views.welcome, name="welcome"),
    path("join/<str:token>", views.join, name="join"),
    path("reading", views.reading, name="reading"),
    path("account", settings_views.account, name="account"),
]
