"""How staff sign in, where it differs from what allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.internal import ratelimit
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from njcmo_site.client_address import client_network
from njcmo_site.plain_text import read_plainly


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


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        as_typed = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        self.fields["login"].widget.attrs |= as_typed
        read_plainly(self.fields["login"])


def count_try(request: HttpRequest) -> ratelimit.RateLimitUsage:
    """Count a wrong password or code of this connection; what turns out right is rolled back.

    Apart from allauth's count of the account, which a right code clears: one account of their own
    would let a guesser begin anew with those of others. Raises ValidationError after too many.
    """
    tries = ratelimit.consume(request, app="allauth.account", action="failed_by_connection")
    if not tries:
        raise get_adapter().validation_error("too_many_login_attempts")
    return tries


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
