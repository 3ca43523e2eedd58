"""The e-mails about a referral."""

from datetime import timedelta
from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from referrals.mailboxes import mailbox
from referrals.models.counts import Count
from referrals.models.outgoing import Outgoing, OutgoingQuerySet
from referrals.models.referral import Referral
from referrals.models.settings import IntakeSettings
from services.models import CareManagementOrganization

MAILS_A_DAY = 3


class Audience(models.TextChoices):
    INTAKE = "intake", "intake staff"
    CMO = "cmo", "the county’s CMO"
    FAMILY = "family", "the family"


def may_be_mailed(address: str) -> bool:
    """Count a mail to the family; False when its mailbox got three within a day.

    Not by the referrals: whoever would flood a stranger could take each request back, which
    then keeps no trace of the address.
    """
    return not Count.one_more(
        Count.Kind.MAILS, mailbox(address), most=MAILS_A_DAY, within=timedelta(days=1)
    )


class NoticeQuerySet(OutgoingQuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        visible = Referral.objects.visible_to(user).filter(pk=models.OuterRef("referral"))
        return self.filter(models.Exists(visible))

    def announce(self, referral: "Referral") -> None:
        """Have e-mails sent: to intake, to a CMO that takes requests itself, to the family."""
        organization = referral.county.care_management_organization
        audiences = [Audience.INTAKE]
        audiences += [Audience.CMO] if organization.notice_email else []
        audiences += [Audience.FAMILY] if referral.email and may_be_mailed(referral.email) else []
        self.bulk_create(self.model(referral=referral, audience=audience) for audience in audiences)

    def waiting(self) -> Self:
        return self.filter(sent_at=None)

    def due(self) -> Self:
        """What can be sent now: a notice to staff waits until its address has been entered."""
        due = self.waiting().filter(due_at__lte=timezone.now(), rests=False)
        due = due.exclude(
            audience=Audience.CMO, referral__county__care_management_organization__notice_email=""
        )
        if not IntakeSettings.current().notice_email:
            due = due.exclude(audience=Audience.INTAKE)
        return due


class Notice(Outgoing):
    """An e-mail about a referral. A row of the transaction that stores or releases the referral.

    Holds neither address nor text: both are made when it is sent, so that nothing a family wrote
    is stored twice.
    """

    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.CASCADE, related_name="notices"
    )
    audience = models.CharField("for", max_length=6, choices=Audience)
    made_at = models.DateTimeField("waiting since", default=timezone.now)
    due_at = models.DateTimeField("next try", default=timezone.now)
    sent_at = models.DateTimeField("sent", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = "e-mail that waits"
        verbose_name_plural = "e-mails that wait"
        indexes = [
            models.Index(fields=["due_at"], name="notice_waiting", condition=Q(sent_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "audience"], name="notice_one_for_each_audience"
            ),
            models.CheckConstraint(
                name="notice_audience_is_known", condition=Q(audience__in=Audience.values)
            ),
        ]

    def __str__(self):
        return str(self.referral)

    @property
    def organization(self) -> CareManagementOrganization:
        """Of the county; asked without the referral, which a lost key would keep us from."""
        return CareManagementOrganization.objects.get(counties__referral=self.referral_id)

    def told_together(self) -> "NoticeQuerySet":
        """This notice, and those which the same mail answers: one to staff counts every request."""
        alike = Notice.objects.waiting().filter(audience=self.audience)
        if self.audience == Audience.INTAKE:
            return alike
        if self.audience == Audience.CMO:
            return alike.filter(referral__county__care_management_organization=self.organization.pk)
        return alike.filter(pk=self.pk)
