from django.urls import path

from services import views
from services.childs_page.views import childs_page
from services.professionals.views import for_professionals
from services.school_letter.views import school_letter
from services.what_changes.views import what_changes

app_name = "services"
urlpatterns = [
    path("find-your-cmo/", views.find_your_cmo, name="find_your_cmo"),
    path("first-visit-card/", views.first_visit_card, name="first_visit_card"),
    path("first-visit-card/<slug:slug>/", views.reading_card, name="reading_card"),
    path("for-professionals/", for_professionals, name="for_professionals"),
    path("glossary/", views.glossary, name="glossary"),
    path("my-childs-page/", childs_page, name="childs_page"),
    path("school-letter/", school_letter, name="school_letter"),
    path("what-changes-when/", what_changes, name="what_changes"),
    path("who-to-call/", views.who_to_call, name="who_to_call"),
    path("signs-checklist/", views.signs_checklist, name="signs_checklist"),
    path("try-today/", views.try_today, name="try_today"),
    path("try-today/<slug:slug>/", views.card, name="card"),
    path("preview/<str:signed>/", views.preview, name="preview"),
    path("<slug:hub>/", views.page, name="hub"),
    path("<slug:hub>/<slug:topic>/", views.page, name="topic"),
]
