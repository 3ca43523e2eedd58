from django.contrib.auth.management.commands import createsuperuser

from njcmo_site.accounts.backend import account_named
from njcmo_site.which_site import refuse_without_a_site, which_site


class Command(createsuperuser.Command):
    requires_migrations_checks = False  # one line says it better

    def handle(self, *args, **options):
        refuse_without_a_site()
        if options["verbosity"]:
            self.stderr.write(f"An account for the site in {which_site()}.")
        return super().handle(*args, **options)

    def _validate_username(self, username, verbose_field_name, database):
        """A name that differs from another by case alone is taken as well."""
        taken = account_named(username or "")
        name = taken.username if taken else username
        # What has no name for others is not in the stubs.
        return super()._validate_username(name, verbose_field_name, database)  # type: ignore[misc]
