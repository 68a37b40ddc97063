"""Addresses of Settings, Privacy."""

from django.urls import path

from . import views

urlpatterns = [
    path("settings/privacy", views.privacy, name="settings-privacy"),
    path("settings/privacy/receipt/<uuid:erasure_id>", views.receipt, name="settings-privacy-receipt"),
]
