"""Addresses of imports."""

from django.urls import path

from . import views

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/mappings/delete", views.delete_mapping, name="import-mapping-delete"),
    path("imports/<int:import_id>", views.one, name="import"),
    path("imports/<int:import_id>/progress", views.progress, name="import-progress"),
    path("imports/<int:import_id>/try", views.attempt, name="import-try"),
    path("imports/<int:import_id>/start", views.start, name="import-start"),
    path("imports/<int:import_id>/stop", views.stop, name="import-stop"),
    path("imports/<int:import_id>/resume", views.resume, name="import-resume"),
    path("imports/<int:import_id>/delete", views.delete, name="import-delete"),
    path("imports/<int:import_id>/rejected.csv", views.rejected, name="import-rejected"),
]
