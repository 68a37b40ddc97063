from django.urls import path

from . import views

urlpatterns = [
    path("customers", views.customers, name="customers"),
    path("customers/<str:address>", views.customer, name="customer"),
    path("customers/<str:address>/timeline", views.timeline, name="customer-timeline"),
    path("customers/<str:address>/hand-over", views.hand_over, name="customer-hand-over"),
    path("customers/<str:address>/export.zip", views.export, name="customer-export"),
    path("customers/<str:address>/erase", views.erase, name="customer-erase"),
]
