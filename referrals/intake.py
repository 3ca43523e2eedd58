"""The one way in for a referral."""

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from referrals.forms import CONSENT_VERSION, CONSENT_WORDS, ReferralForm
from referrals.models import Notice, Referral
from referrals.references import new_reference


def receive(form: ReferralForm) -> Referral:
    """Store a valid form and the notice of it, in one transaction; return the referral.

    The same page sent twice, even at the same instant, is one referral: the first. A page that
    was sent without its number is stored all the same, set apart as suspected, and not announced.
    """
    answers = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "consent"}
    language = get_language()
    referral = Referral(
        **answers,
        page_language=language,
        suspected=answers["page_number"] is None,
        consent_version=CONSENT_VERSION,
        consent_words=str(CONSENT_WORDS),
        consent_language=language,
    )
    while True:
        try:
            with transaction.atomic():
                referral.save(force_insert=True)
                if not referral.suspected:
                    Notice.objects.create(referral=referral)
            return referral
        except IntegrityError:
            if referral.page_number:
                earlier = Referral.objects.filter(page_number=referral.page_number).first()
                if earlier:
                    return earlier
            if not Referral.objects.filter(reference=referral.reference).exists():
                raise
            referral.reference = new_reference()  # by chance another family has this one
