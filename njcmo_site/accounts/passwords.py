"""How long a password has to be, and which words make none."""

import re

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from njcmo_site.accounts.second_factor import has_second_factor

ALONE, WITH_FACTOR = 15, 12  # characters
# What somebody tries first who knows whose site it is; beside these there must be something else.
OURS = ["njcmo", "occupational", "therapy", "caremanagement", "organization", "newjersey"]
BESIDE_OURS = 8  # characters


class LongEnough:
    """Of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        with_factor = user is not None and user.pk and has_second_factor(user)
        length = WITH_FACTOR if with_factor else ALONE
        if len(password) < length:
            raise ValidationError(
                gettext("This password is too short. Use %(length)d characters or more."),
                params={"length": length},
            )

    def get_help_text(self) -> str:
        return gettext(
            "Use %(alone)d characters or more, or %(with_factor)d once your second factor is on."
        ) % {"alone": ALONE, "with_factor": WITH_FACTOR}


class NotOfOurWords:
    """Of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = re.sub("|".join(OURS), "", re.sub(r"[\W_]", "", password.lower()))
        if len(rest) < BESIDE_OURS:
            raise ValidationError(gettext("This password is made of words of this site."))

    def get_help_text(self) -> str:
        return gettext("Not only words of this site, such as NJCMO or therapy.")
