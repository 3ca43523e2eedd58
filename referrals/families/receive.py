"""The one way in for a referral."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from njcmo_site.events import note
from referrals.families.form import ReferralForm
from referrals.models import IntakeSettings, Notice, Referral
from referrals.references import new_reference
from services.models import DangerWords


def receive(form: ReferralForm, **known: Any) -> tuple[Referral, bool]:
    """Store a valid form and the e-mails about it, in one transaction.

    `known`: what is so by other means than this form and its page, by the referral's fields.

    Return the referral, and whether it is new. The same page sent twice, even at the same
    instant, is one referral: the first. What looks like spam is stored all the same, set apart as
    suspected, and not announced.
    """
    language, received_at = get_language(), timezone.now()
    settings = IntakeSettings.current()
    written = "{message}\n{contact_notes}".format(**form.cleaned_data)
    facts = {
        **form.answers(),
        "received_at": received_at,
        "due_on": settings.due_day(received_at),
        "due_on_told": settings.tell_families,
        "page_language": language,
        "suspected": form.looks_like_spam(),
        "may_be_urgent": DangerWords.stand_in(written),
        "consent_version": form.consent_words.version,
        "consent_words": form.consent_words.words,
        "consent_language": language,
        "consented_at": received_at,
    }
    referral = Referral(**facts | known)
    while True:
        try:
            with transaction.atomic():
                referral.save(force_insert=True)
                if not referral.suspected:
                    Notice.objects.announce(referral)
            if referral.suspected:
                note("trap", referral=str(referral))
            return referral, True
        except IntegrityError:
            if earlier := received_before(form):
                return earlier, False
            if not Referral.objects.filter(reference=referral.reference).exists():
                raise
            referral.reference = new_reference()  # by chance another family has this one


def received_before(form: ReferralForm) -> Referral | None:
    """The referral that this same page has made already."""
    number = form.cleaned_data["page_number"]
    return Referral.objects.filter(page_number=number).first() if number else None
