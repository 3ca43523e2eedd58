from django.urls import path

from referrals.families import to_keep, views

app_name = "referrals"
urlpatterns = [
    path("", views.get_help, name="get_help"),
    path("thank-you/", views.thank_you, name="thank_you"),
    path("thank-you/contact.vcf", to_keep.contact_card, name="contact_card"),
    path("thank-you/day.ics", to_keep.promised_day, name="promised_day"),
    path("leave/", views.leave, name="leave"),
]
