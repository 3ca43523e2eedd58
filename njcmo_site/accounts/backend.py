"""Whose account it is."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Q


def account_named(username: str) -> User | None:
    """The account of this name, however it is typed: a phone begins it with a capital."""
    # SQLite takes É and é for two letters, wherever one of both is not typed so.
    in_any_case = Q(username__iexact=username) | Q(username__iexact=username.lower())
    return User.objects.filter(in_any_case).first()


class AnyCaseBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        account = account_named(username or "")
        username = account.username if account else username
        return super().authenticate(request, username, password, **kwargs)
