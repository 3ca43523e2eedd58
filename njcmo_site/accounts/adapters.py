"""How staff sign in, where it differs from what allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from njcmo_site.accounts.tries import count_try
from njcmo_site.client_address import client_network


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ["too_many_login_attempts", "rate_limited"],
        _("Too many tries. Wait five minutes, then try again."),
    )

    def get_client_ip(self, request):
        """Who is counted; a keyed hash, because the address itself is kept nowhere."""
        return salted_hmac("accounts", client_network(request), algorithm="sha256").hexdigest()

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Not by the host of the request, as allauth does: a guesser would name another each time.

        Any port beside an allowed host is another host.
        """
        return credentials.get("username", "").lower()

    def pre_authenticate(self, request, **credentials):
        tries = count_try(request)
        super().pre_authenticate(request, **credentials)
        self._login_failed_rl_usage.usage += tries.usage  # rolled back together

    def login(self, request, user):
        """Who is in begins anew with their own password, and with nobody else's."""
        super().login(request, user)
        self._delete_login_attempts_cached_email(request, username=user.username)

    def is_safe_url(self, url):
        """The host that was asked for, and none of the others that are allowed, as localhost is."""
        return url_has_allowed_host_and_scheme(url, {context.request.get_host()})
