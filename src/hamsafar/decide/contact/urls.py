"""The address of the contact rules in Settings."""

from django.urls import path

from . import views

urlpatterns = [path("settings/contact", views.rules, name="settings-contact")]
