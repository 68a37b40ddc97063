"""Addresses of asking."""

from django.urls import path

from . import group_views, views

urlpatterns = [
    path("asking", views.rule_list, name="asking"),
    path("surveys/<int:survey_id>/group", group_views.page, name="survey-group"),
    path("surveys/<int:survey_id>/group/outlook", group_views.outlook, name="survey-group-outlook"),
    path("asking/new", views.new, name="asking-new"),
    path("asking/outlook", views.outlook_of_form, name="asking-outlook-of-form"),
    path("asking/properties", views.properties, name="asking-properties"),
    path("asking/<int:rule_id>", views.rule_page, name="asking-rule"),
    path("asking/<int:rule_id>/edit", views.edit, name="asking-edit"),
    path("asking/<int:rule_id>/outlook", views.outlook, name="asking-outlook"),
    path("asking/<int:rule_id>/switch", views.switch, name="asking-switch"),
    path("asking/<int:rule_id>/archive", views.archive, name="asking-archive"),
    path("asking/<int:rule_id>/restore", views.restore, name="asking-restore"),
]
