from django.urls import path

from referrals.board import views

urlpatterns = [
    path("numbers/", views.numbers, name="numbers"),
    path("numbers.csv", views.numbers, {"as_csv": True}, "numbers_csv"),
    path("export/", views.export, name="export"),
]
