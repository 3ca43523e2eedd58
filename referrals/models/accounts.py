"""What happens to accounts of staff."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from referrals.models.answers import PageLanguage
from referrals.models.outgoing import Outgoing, OutgoingQuerySet

KEPT_FOR = timedelta(days=3)  # by then a person has asked again, or somebody who can help


class AccountMailQuerySet(OutgoingQuerySet["AccountMail"]):
    def links(self) -> Self:
        return self.filter(kind__in=[AccountMail.Kind.FORGOTTEN, AccountMail.Kind.LINK])

    def waiting(self) -> Self:
        return self.filter(sent_at=None)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=timezone.now(), rests=False)

    def old(self) -> Self:
        return self.filter(made_at__lt=timezone.now() - KEPT_FOR)

    def forgettable(self) -> Self:
        """What is old; but not what an address refuses, until somebody has mended it."""
        refused = Q(sent_at=None, refused_since__isnull=False, to__is_active=True)
        return self.old().exclude(refused)

    def try_again(self, account: User) -> None:
        """Its address may have been mended: it gets what waits, but for what strangers asked."""
        mails = self.waiting().filter(to=account)
        mails.filter(kind=AccountMail.Kind.FORGOTTEN).old().delete()  # three for each day
        mails.try_now()


class AccountMail(Outgoing):
    """An e-mail to a member of staff about an account.

    Holds neither address nor text nor link: they are made when it is sent. Without an account it
    answers an address that nobody has: stored all the same, so that asking takes as long, and sent
    to nobody.
    """

    class Kind(models.TextChoices):
        FORGOTTEN = "forgotten", "a link for a forgotten password"
        LINK = "link", "a link for a new password"
        MADE = "made", "an account was made"
        FACTOR_ASKED = "factor_asked", "a reset of the second factor was asked for"
        FACTOR_DONE = "factor_done", "the second factor was reset"
        EMAIL_ASKED = "email_asked", "another e-mail address was asked for"
        EMAIL_DONE = "email_done", "the e-mail address was changed"
        CHANGED = "changed", "the account was closed or opened, or may do other things"

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    language = models.CharField(max_length=2, choices=PageLanguage, default=PageLanguage.ENGLISH)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "e-mail about an account"
        verbose_name_plural = "e-mails about accounts"
        constraints = [
            models.CheckConstraint(
                name="account_mail_language_is_known",
                condition=Q(language__in=PageLanguage.values),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def waiting(self) -> Self:
        return self.filter(asked_at__gt=timezone.now() - CHANGE_WAITS_FOR)


CHANGE_WAITS_FOR = timedelta(days=2)


class AccountChange(models.Model):
    """What would open an account to another person, and so waits for a second one to confirm it."""

    class What(models.TextChoices):
        FACTOR = "factor", "a reset of the second factor"
        EMAIL = "email", "another e-mail address"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes"
    )
    what = models.CharField(max_length=6, choices=What)
    email = models.EmailField(blank=True)  # the new one
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        verbose_name = "change of an account"
        verbose_name_plural = "changes of accounts"
        constraints = [
            models.UniqueConstraint(fields=["account", "what"], name="account_change_once"),
            models.CheckConstraint(
                name="account_change_of_factor_is_not_asked_by_its_owner",
                condition=~Q(what="factor", asked_by=models.F("account")),
            ),
        ]

    def __str__(self):
        return f"{self.account}: {self.get_what_display()}"

    def may_be_confirmed_by(self, person: User) -> bool:
        """Of those who look after accounts: neither who asked nor whose account it is."""
        return person.pk not in {self.asked_by_id, self.account_id}
