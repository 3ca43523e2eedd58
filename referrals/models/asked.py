"""What somebody asked on the form: who it is, how to reach them, and about whom."""

from typing import Any

from django.db import models
from django.utils import timezone

from referrals import phones
from referrals.contacts import hash_of_email, hash_of_phone
from referrals.encryption import EncryptedTextField, HoldsEncrypted
from referrals.models.answers import (
    BestTime,
    Concern,
    ContactMethod,
    LeaveMessage,
    PageLanguage,
    PreferredLanguage,
    Relationship,
)
from services.models import County
from services.models.ages import ChildAge

# The version before these were asked stores requests as well, while a new one starts.
NOT_ASKED_BEFORE: dict[str, Any] = {"blank": True, "default": "", "db_default": ""}


class Asked(HoldsEncrypted):
    """The answers of a request, and the consent to keep them. They never change."""

    page_language = models.CharField("language of the page", max_length=2, choices=PageLanguage)

    caregiver_name = EncryptedTextField("caregiver’s name", row="reference")
    relationship = models.CharField("relationship", max_length=13, choices=Relationship)
    contact_method = models.CharField("contact method", max_length=5, choices=ContactMethod)
    phone = EncryptedTextField("phone", blank=True, row="reference")  # see phones.stored_form()
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email = EncryptedTextField("e-mail", blank=True, row="reference")
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    best_time = models.CharField("best time", max_length=9, choices=BestTime, blank=True)
    preferred_language = models.CharField(
        "preferred language", max_length=5, choices=PreferredLanguage
    )
    language_other = EncryptedTextField("other language", blank=True, row="reference")

    second_phone = EncryptedTextField("second phone", row="reference", **NOT_ASKED_BEFORE)
    second_phone_hash = models.CharField(
        max_length=64, db_index=True, editable=False, **NOT_ASKED_BEFORE
    )
    leave_message = models.CharField(
        "may we leave a message", max_length=10, choices=LeaveMessage, **NOT_ASKED_BEFORE
    )
    contact_notes = EncryptedTextField("what makes it easier", row="reference", **NOT_ASKED_BEFORE)
    # Whom to call, when a professional asks; "" for the caregiver.
    family_name = EncryptedTextField("family to call", row="reference", **NOT_ASKED_BEFORE)
    family_knows = models.BooleanField(
        "the family knows, and the number is its own", default=False, db_default=False
    )

    county = models.ForeignKey(
        County, verbose_name="county", on_delete=models.PROTECT, db_index=False
    )
    child_first_name = EncryptedTextField("child’s first name", blank=True, row="reference")
    child_age = models.CharField("child’s age", max_length=8, choices=ChildAge)
    concerns = models.JSONField("concerns", default=list, blank=True)  # Concern values
    message = EncryptedTextField("message", blank=True, row="reference")
    may_be_urgent = models.BooleanField(  # see DangerWords; of what was found, no word is kept
        "may be urgent", default=False, db_default=False
    )

    consent_version = models.CharField("version of the consent", max_length=20)
    consent_words = models.TextField("words of the consent")
    consent_language = models.CharField(
        "language of the consent", max_length=2, choices=PageLanguage
    )
    consented_at = models.DateTimeField("consented", default=timezone.now)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        columns = kwargs.get("update_fields")
        if columns is None or "phone" in columns:
            self.phone_hash = hash_of_phone(self.phone)
        if columns is None or "second_phone" in columns:
            self.second_phone_hash = hash_of_phone(self.second_phone)
        if columns is None or "email" in columns:
            self.email_hash = hash_of_email(self.email)
        super().save(*args, **kwargs)

    @property
    def consent(self) -> bool:
        """Whether the caregiver ticked the box. No referral is stored without."""
        return bool(self.consented_at)

    @property
    def shown_phone(self) -> str:
        return phones.display_form(self.phone) if self.phone else ""

    @property
    def shown_second_phone(self) -> str:
        return phones.display_form(self.second_phone) if self.second_phone else ""

    @property
    def shown_concerns(self) -> str:
        return "; ".join(str(Concern(concern).label) for concern in self.concerns)

    @property
    def is_about_sender(self) -> bool:
        return self.relationship == Relationship.SELF

    @property
    def whom_to_reach(self) -> str:
        """The family, when somebody asks for it and names it; otherwise who asks."""
        family: str = self.family_name if self.sent_by_helper else ""
        return family or self.caregiver_name

    @property
    def sent_by_helper(self) -> bool:
        """Whether somebody sent it who may not be the one to be called."""
        return self.relationship in {
            Relationship.GRANDPARENT,
            Relationship.OTHER_FAMILY,
            Relationship.PROFESSIONAL,
            Relationship.OTHER,
        }

    @property
    def mail_language(self) -> str:
        """The language that the caregiver prefers, or, if we do not write it, of the page."""
        known = self.preferred_language in PageLanguage.values
        return self.preferred_language if known else self.page_language
