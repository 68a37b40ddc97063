from django.urls import path

from . import views

urlpatterns = [
    path("duplicates", views.suggestions, name="duplicates"),
    path("duplicates/conflicts", views.conflicts, name="identity-conflicts"),
    path("duplicates/find", views.find, name="duplicates-find"),
    path("duplicates/threshold", views.set_threshold, name="duplicates-threshold"),
    path("duplicates/<int:suggestion>/merge", views.accept, name="duplicate-merge"),
    path("duplicates/<int:suggestion>/different", views.reject, name="duplicate-different"),
    # Parts of a customer's page, fetched by htmx.
    path("people/decisions/<uuid:decision>/undo", views.undo, name="decision-undo"),
    path("people/<str:address>/identity", views.identity, name="person-identity"),
    path("people/<str:address>/candidates", views.candidates, name="person-candidates"),
    path("people/<str:address>/merge", views.merge, name="person-merge"),
    path("people/<str:address>/split", views.split, name="person-split"),
]
