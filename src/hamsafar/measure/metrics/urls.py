"""Addresses of the measures."""

from django.urls import path

from . import views

urlpatterns = [
    path("measures", views.measures, name="measures"),
    path("measures/<slug:key>", views.one_measure, name="measure"),
    path("measures/<slug:key>/target", views.change_target, name="measure-target"),
    path("measures/<slug:key>/download.<slug:format>", views.download, name="measure-download"),
]
