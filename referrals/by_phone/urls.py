from django.urls import path

from referrals.by_phone import views

urlpatterns = [
    path("enter/", views.enter, name="enter"),
]
