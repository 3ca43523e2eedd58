"""An authenticator app, as a phone has it."""

import time

from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import RequestFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_code(secret=SECRET, later=0) -> str:
    """What the app shows now, or `later` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def give_second_factor(user) -> list[str]:
    """Returns the recovery codes."""
    request = RequestFactory().get("/accounts/2fa/")
    request.user = user
    with context.request_context(request):
        TOTP.activate(user, SECRET)
        return RecoveryCodes.activate(user).get_unused_codes()
