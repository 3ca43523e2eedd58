from django.urls import path

from referrals.families import views

app_name = "referrals"
urlpatterns = [
    path("", views.get_help, name="get_help"),
    path("thank-you/", views.thank_you, name="thank_you"),
    path("leave/", views.leave, name="leave"),
]
