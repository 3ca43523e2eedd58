from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "njcmo_site"

    def ready(self):
        # Registered after what it replaces; and what hears that somebody signed in.
        from njcmo_site.accounts import admin, events, signed_in  # noqa: F401
        from njcmo_site.accounts.roles import bring_up_to_date
        from njcmo_site.search.freshness import watch_pages

        events.connect()
        watch_pages()
        post_migrate.connect(bring_up_to_date, sender=apps.get_app_config("auth"))


class StaffAdminConfig(AdminConfig):
    default_site = "njcmo_site.accounts.staff_site.StaffSite"
