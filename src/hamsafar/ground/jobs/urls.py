"""Addresses of the queue's page in Settings."""

from django.urls import path

from . import views

urlpatterns = [
    path("settings/jobs", views.job_list, name="settings-jobs"),
    path("settings/jobs/<uuid:job_id>/cancel", views.cancel, name="settings-job-cancel"),
    path("settings/jobs/<uuid:job_id>/retry", views.retry, name="settings-job-retry"),
]
