from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from njcmo_site import views

admin.site.site_title = admin.site.site_header = _("NJCMO staff")
admin.site.index_title = _("What would you like to do?")

handler400 = "njcmo_site.views.bad_request"

urlpatterns = [
    path("", views.home, name="home"),
    path("faq/", include("faq.urls")),
    path("get-help/", include("referrals.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    # Last: a hub may have any address that no line above has taken.
    path("", include("services.urls")),
]
