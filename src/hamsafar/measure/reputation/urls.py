"""Addresses of reputation."""

from django.urls import path

from . import referral_views, report_views, views

urlpatterns = [
    path("referrals", referral_views.referrals, name="referrals"),
    path("customers/<str:address>/referrals", referral_views.of_customer, name="customer-referrals"),
    path("mentions", views.stream, name="mentions"),
    path("mentions/mark", views.mark, name="mentions-mark"),
    path("mentions/alerts", report_views.alerts, name="mentions-alerts"),
    path("mentions/report", report_views.report, name="mentions-report"),
    path("mentions/<str:address>", views.one, name="mention"),
    path("mentions/<str:address>/reply", views.reply, name="mention-reply"),
    path("mentions/<str:address>/mark", views.mark_one, name="mention-mark"),
    path("mentions/<str:address>/take-back", views.take_back, name="mention-take-back"),
]
