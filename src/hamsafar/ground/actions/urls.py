"""Addresses of what was done."""

from django.urls import path

from . import views

urlpatterns = [
    path("actions", views.deed_list, name="deeds"),
    path("actions/<uuid:deed_id>", views.deed_page, name="deed"),
    path("actions/<uuid:deed_id>/decide", views.deed_decide, name="deed-decide"),
]
