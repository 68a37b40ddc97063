"""Addresses of places and brands, and the one that other systems call."""

from django.urls import path

from . import hook, views

urlpatterns = [
    path("in/mentions/<slug:slug>", hook.heard, name="mention-hook"),
    path("mentions/places", views.place_list, name="mention-places"),
    path("mentions/places/new", views.place_new, name="mention-place-new"),
    path("mentions/places/<int:place_id>", views.place_page, name="mention-place"),
    path("mentions/places/<int:place_id>/look", views.place_look, name="mention-place-look"),
    path("mentions/places/<int:place_id>/secret", views.place_secret, name="mention-place-secret"),
    path("mentions/places/<int:place_id>/archive", views.place_archive, name="mention-place-archive"),
    path("mentions/places/<int:place_id>/files", views.file_upload, name="mention-file-upload"),
    path("mentions/places/<int:place_id>/files/<uuid:file_id>", views.file_page, name="mention-file"),
    path("mentions/brands", views.brand_list, name="mention-brands"),
    path("mentions/brands/new", views.brand_new, name="mention-brand-new"),
    path("mentions/brands/<slug:key>", views.brand_page, name="mention-brand"),
    path("mentions/brands/<slug:key>/drop", views.brand_drop, name="mention-brand-drop"),
]
