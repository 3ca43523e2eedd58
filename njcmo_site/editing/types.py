"""Names by which mypy knows what our own classes and functions are given."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.options import BaseModelAdmin
    from django.contrib.auth.models import User

    # First bases of our admin call super() and read what Django’s class beside them has. When the
    # site runs they have no base.
    BesideModelAdmin = ModelAdmin
    BesideAnyAdmin = BaseModelAdmin  # a ModelAdmin or an inline
else:
    BesideModelAdmin = BesideAnyAdmin = object


class StaffRequest(HttpRequest):
    """A request of somebody who has signed in, as the admin gives it to its views."""

    user: "User"
