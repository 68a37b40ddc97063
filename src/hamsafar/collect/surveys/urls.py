"""Addresses of surveys. What stands under /s/ is for everybody."""

from django.urls import path

from . import public, widget

urlpatterns = [
    path("s/-/answer", public.answer, name="survey-answer"),
    path("s/-/theme/<slug:colour>.css", public.theme, name="survey-theme"),
    path("s/-/picture/<slug:picture_id>", public.picture, name="survey-picture"),
    path("s/-/pin/<slug:slug>", public.open_with_pin, name="survey-pin"),
    path("s/-/widget", widget.page, name="survey-widget-page"),
    path("s/i/<slug:token>", public.invited, name="survey-invited"),
    path("s/a/<slug:token>", public.going, name="survey-sitting"),
    path("s/<slug:slug>", public.link, name="survey-link"),
]
