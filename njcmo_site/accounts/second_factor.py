"""Who needs a second factor, and how its secrets are kept."""

from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from njcmo_site.accounts.tries import count_try
from njcmo_site.encryption import seal, unseal

# What opens the requests of families, or gives somebody the right to.
SENSITIVE = ["referrals.view_referral", "referrals.change_referral", "auth.change_user"]
SENSITIVE += ["services.change_county"]  # by which a CMO sees the families of a county


def has_second_factor(user: User) -> bool:
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=types).exists())


def lacks_second_factor(user: User) -> bool:
    """True for somebody who may not go on without one. Over plain HTTP one is only offered."""
    needs = settings.HTTPS and any(user.has_perm(permission) for permission in SENSITIVE)
    return needs and not has_second_factor(user)


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


def owner_of_secrets(request: HttpRequest) -> int:
    """Whose second factor this request is about: who is signed in, or is about to be."""
    if request.user.is_authenticated:
        return request.user.pk
    return int(get_pending_stage(request).login.user.pk)


def place_of_secrets(user: int) -> str:
    """Where the secrets of this person’s second factor open, and nowhere else."""
    return f"mfa_authenticator.data:{user}"
