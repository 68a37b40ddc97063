"""Addresses of segments."""

from django.urls import path

from . import views

urlpatterns = [
    path("segments", views.segment_list, name="segments"),
    path("segments/new", views.new, name="segment-new"),
    path("segments/editor", views.editor, name="segment-editor"),
    path("segments/count", views.count, name="segment-count"),
    path("segments/<int:segment_id>", views.segment, name="segment"),
    path("segments/<int:segment_id>/edit", views.edit, name="segment-edit"),
    path("segments/<int:segment_id>/archive", views.archive, name="segment-archive"),
    path("segments/<int:segment_id>/restore", views.restore, name="segment-restore"),
]
