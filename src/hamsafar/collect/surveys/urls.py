"""Addresses of surveys. What stands under /s/ is for everybody."""

from django.urls import path

from . import builder, public, views, widget

urlpatterns = [
    path("surveys", views.surveys, name="surveys"),
    path("surveys/new", views.new, name="survey-new"),
    path("surveys/<int:survey_id>", views.survey, name="survey"),
    path("surveys/<int:survey_id>/state", views.change_state, name="survey-state"),
    path("surveys/<int:survey_id>/copy", views.copy, name="survey-copy"),
    path("surveys/<int:survey_id>/delete", views.delete, name="survey-delete"),
    path("surveys/<int:survey_id>/build", builder.build, name="survey-build"),
    path("surveys/<int:survey_id>/build/change", builder.change, name="survey-change"),
    path("surveys/<int:survey_id>/build/step", builder.step, name="survey-step"),
    path("surveys/<int:survey_id>/build/picture", builder.add_picture, name="survey-add-picture"),
    path("surveys/<int:survey_id>/build/publish", builder.publish, name="survey-publish"),
    path("surveys/<int:survey_id>/preview", builder.preview, name="survey-preview"),
    path("s/-/answer", public.answer, name="survey-answer"),
    path("s/-/theme/<slug:colour>.css", public.theme, name="survey-theme"),
    path("s/-/picture/<slug:picture_id>", public.picture, name="survey-picture"),
    path("s/-/pin/<slug:slug>", public.open_with_pin, name="survey-pin"),
    path("s/-/widget", widget.page, name="survey-widget-page"),
    path("s/-/offer", widget.offer, name="survey-offer"),
    path("s/-/rate", widget.rate, name="survey-rate"),
    path("s/-/sites/<str:key>", widget.rules, name="survey-site"),
    path("s/w/<slug:slug>", widget.frame, name="survey-frame"),
    path("s/i/<slug:token>", public.invited, name="survey-invited"),
    path("s/a/<slug:token>", public.going, name="survey-sitting"),
    path("s/<slug:slug>", public.link, name="survey-link"),
]
