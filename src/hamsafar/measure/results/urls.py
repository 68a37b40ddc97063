"""Addresses of results, under those of their survey."""

from django.urls import path

from . import views

urlpatterns = [
    path("surveys/<int:survey_id>/results", views.results, name="survey-results"),
    path("surveys/<int:survey_id>/results/comments/<slug:question_id>", views.comments, name="survey-comments"),
    path("surveys/<int:survey_id>/responses", views.responses, name="survey-responses"),
    path("surveys/<int:survey_id>/responses/<uuid:submission_id>", views.response, name="survey-response"),
    path("surveys/<int:survey_id>/responses/<uuid:submission_id>/files/<uuid:file_id>", views.file, name="survey-response-file"),
    path("surveys/<int:survey_id>/responses.<slug:format>", views.download, name="survey-download"),
]
