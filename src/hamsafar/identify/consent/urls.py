from django.urls import path

from . import views

urlpatterns = [path("people/<str:address>/consent", views.card, name="person-consent")]
