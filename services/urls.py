from django.urls import path

from services import views

app_name = "services"
urlpatterns = [
    path("<slug:hub>/", views.page, name="hub"),
    path("<slug:hub>/<slug:topic>/", views.page, name="topic"),
]
