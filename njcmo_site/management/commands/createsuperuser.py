from django.contrib.auth.management.commands import createsuperuser

from njcmo_site.accounts.backend import account_named


class Command(createsuperuser.Command):
    def _validate_username(self, username, verbose_field_name, database):
        """A name that differs from another by case alone is taken as well."""
        taken = account_named(username or "")
        name = taken.username if taken else username
        # What has no name for others is not in the stubs.
        return super()._validate_username(name, verbose_field_name, database)  # type: ignore[misc]
