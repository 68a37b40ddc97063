from django.urls import path

from . import live, views

urlpatterns = [
    path("events", views.debugger, name="events"),
    path("events/live", live.feed, name="events-live"),
    path("events/vocabulary", views.vocabulary, name="events-vocabulary"),
    path("events/vocabulary/name", views.event_name, name="events-name"),
    path("events/volumes", views.volumes, name="events-volumes"),
    path("events/volumes.csv", views.volumes_file, name="events-volumes-file"),
    path("events/not-kept", views.not_kept, name="events-not-kept"),
    path("events/quarantine", views.quarantine, name="events-quarantine"),
    path("events/<int:seq>", views.event, name="event"),
]
