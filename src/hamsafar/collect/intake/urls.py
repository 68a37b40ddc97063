from django.urls import path

from . import views

urlpatterns = [
    path("sources", views.sources, name="sources"),
    path("sources/new", views.new_source, name="new-source"),
    path("sources/<slug:slug>", views.source, name="source"),
    path("sources/<slug:slug>/first", views.first_event, name="source-first-event"),
    path("sources/<slug:slug>/change", views.change, name="source-change"),
    path("sources/<slug:slug>/pause", views.pause, name="source-pause"),
    path("sources/<slug:slug>/keys", views.add_key, name="source-add-key"),
    path("sources/<slug:slug>/keys/revoke", views.revoke_key, name="source-revoke-key"),
]
