"""Addresses of the reports."""

from django.urls import path

from . import views

urlpatterns = [
    path("reports", views.drivers, name="reports"),
    path("reports/changes", views.changes, name="report-changes"),
    path("reports/crosstab", views.crosstab, name="report-crosstab"),
    path("reports/money", views.money, name="report-money"),
    path("reports/<slug:kind>/download.csv", views.download, name="report-download"),
]
