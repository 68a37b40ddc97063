"""Addresses of research."""

from django.urls import path

from . import views

urlpatterns = [
    path("research", views.session_list, name="research"),
    path("research/new", views.session_new, name="research-new"),
    path("research/quotes", views.quotes, name="research-quotes"),
    path("research/<int:session_id>", views.session_page, name="research-session"),
    path("research/<int:session_id>/edit", views.session_edit, name="research-edit"),
    path("research/<int:session_id>/archive", views.archive, name="research-archive"),
    path("research/<int:session_id>/participants", views.participant_add, name="research-participant-add"),
    path("research/<int:session_id>/participants/<int:participant>/drop", views.participant_drop, name="research-participant-drop"),
    path("research/<int:session_id>/passages", views.passage_add, name="research-passage-add"),
    path("research/<int:session_id>/passages/<int:passage>/drop", views.passage_drop, name="research-passage-drop"),
    path("research/<int:session_id>/recordings", views.recording_add, name="research-recording-add"),
    path("research/<int:session_id>/recordings/<uuid:recording>", views.recording, name="research-recording"),
    path("research/<int:session_id>/recordings/<uuid:recording>/drop", views.recording_drop, name="research-recording-drop"),
]
