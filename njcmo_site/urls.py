from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from njcmo_site import probes, views
from njcmo_site.editing.hints import hints_while_typing
from njcmo_site.guide.views import guide, guide_task
from njcmo_site.health.views import health
from njcmo_site.heard.staff import heard
from njcmo_site.heard.views import helpful, thanks
from njcmo_site.reviews import reviews
from njcmo_site.sitemaps import SITEMAPS
from njcmo_site.spanish.to_check import spanish_to_check
from njcmo_site.suggestions import newer_words
from referrals.families.status import request_status
from services.photos.views import photo_file
from services.share_pictures.views import share_picture

handler400 = "njcmo_site.views.bad_request"
handler500 = "njcmo_site.away.server_error"

# For staff and for machines.
urlpatterns = [
    path("accounts/", include("njcmo_site.accounts.urls")),
    path("admin/guide/", admin.site.admin_view(guide), name="guide"),
    path("admin/guide/<slug:name>/", admin.site.admin_view(guide_task), name="guide_task"),
    path("admin/health/", admin.site.admin_view(health), name="health"),
    path("admin/heard/", admin.site.admin_view(heard), name="heard"),
    path("admin/hints/", admin.site.admin_view(hints_while_typing), name="hints"),
    path("admin/newer-words/", admin.site.admin_view(newer_words), name="newer_words"),
    path("admin/reviews/", admin.site.admin_view(reviews), name="reviews"),
    path("admin/spanish/", admin.site.admin_view(spanish_to_check), name="spanish_to_check"),
    path("admin/desk/", include("referrals.desk.urls")),
    path("admin/", admin.site.urls),
    path("healthz", probes.healthz),
    path("readyz", probes.readyz),
    re_path(
        r"^media/(?P<path>[0-9a-f]{20}/(?:[0-9]{3,4}\.(?:avif|webp|jpg)|share\.jpg))\Z", photo_file
    ),
    re_path(r"^media/share/(?P<name>[0-9a-f]{16})\.png\Z", share_picture, name="share_picture"),
    path("robots.txt", views.robots),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}),
    path(".well-known/security.txt", views.security),
]
# For families: each address in English, and under /es/ in Spanish.
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("faq/", include("faq.urls")),
    path("get-help/safe/", views.statement, {"name": "safe"}, name="safe"),
    path("get-help/", include("referrals.urls")),
    path("request-status/", request_status, name="request_status"),
    path("search/", views.search, name="search"),
    path("privacy/", views.statement, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.statement, {"name": "accessibility"}, name="accessibility"),
    # Of any page: what follows is its address in English, from the first slash on.
    re_path(r"^helpful/thank-you(/.*)$", thanks, name="thanks"),
    re_path(r"^helpful(/.*)$", helpful, name="helpful"),
    # Last: a hub may have any address that no line above has taken.
    path("", include("services.urls")),
    prefix_default_language=False,
)
