from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from njcmo_site import views
from njcmo_site.sitemaps import SITEMAPS
from njcmo_site.spanish_to_check import spanish_to_check

admin.site.site_title = admin.site.site_header = "NJCMO staff"
admin.site.index_title = "What would you like to do?"
admin.site.enable_nav_sidebar = False  # the lists need the width

handler400 = "njcmo_site.views.bad_request"

# For staff and for machines.
urlpatterns = [
    path("admin/spanish/", admin.site.admin_view(spanish_to_check), name="spanish_to_check"),
    path("admin/desk/", include("referrals.staff_urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}),
    path(".well-known/security.txt", views.security),
]
# For families: each address in English, and under /es/ in Spanish.
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("faq/", include("faq.urls")),
    path("get-help/", include("referrals.urls")),
    path("search/", views.search, name="search"),
    path("privacy/", views.statement, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.statement, {"name": "accessibility"}, name="accessibility"),
    # Last: a hub may have any address that no line above has taken.
    path("", include("services.urls")),
    prefix_default_language=False,
)
