from django.urls import path

from . import views

urlpatterns = [path("account/notices", views.page, name="account-notices")]
