"""How staff sign in, where it differs from what allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from njcmo_site.client_address import client_network
from njcmo_site.encryption import seal, unseal
from njcmo_site.plain_text import read_plainly

# What opens the requests of families, or gives somebody the right to.
SENSITIVE = ["referrals.view_referral", "referrals.change_referral", "auth.change_user"]
SENSITIVE += ["services.change_county"]  # by which a CMO sees the families of a county


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


def has_second_factor(user) -> bool:
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=types).exists()


def lacks_second_factor(user) -> bool:
    """True for somebody who may not go on without one. Over plain HTTP one is only offered."""
    needs = settings.HTTPS and any(user.has_perm(permission) for permission in SENSITIVE)
    return needs and not has_second_factor(user)


def count_try(request) -> ratelimit.RateLimitUsage:
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


class CodeForm(AuthenticateForm):
    def clean_code(self):
        tries = count_try(context.request)
        code = super().clean_code()
        tries.rollback()
        return code


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not match. Try again with a new code or passkey."),
    }

    def generate_authenticator_name(self, user, type):  # noqa: A002  the name is allauth's
        return gettext("My passkey")

    def build_totp_svg(self, url):
        """A drawing for the middle of a page: without the first line of an XML file."""
        return super().build_totp_svg(url).partition("?>")[2]

    def encrypt(self, text):
        return seal(text, place_of_secrets(owner_of_secrets(self.request)))

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, place_of_secrets(owner_of_secrets(self.request)))


def owner_of_secrets(request) -> int:
    """Whose second factor this request is about: who is signed in, or is about to be."""
    if request.user.is_authenticated:
        return request.user.pk
    return get_pending_stage(request).login.user.pk


def place_of_secrets(user: int) -> str:
    """Where the secrets of this person’s second factor open, and nowhere else."""
    return f"mfa_authenticator.data:{user}"
