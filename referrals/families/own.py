"""A request found again by the family that sent it, and its number corrected."""

from copy import copy
from functools import cache

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from njcmo_site.encryption import seal
from referrals import phones
from referrals.contacts import hashes_of_email
from referrals.encryption import HoldsEncrypted, Sealed
from referrals.models import Referral, Step
from referrals.models.work import Status
from referrals.references import LENGTH, stored_reference


def request_of(reference: str, proof: str) -> Referral | None:
    """With this reference, for who knows the phone number or the e-mail address in it.

    An unknown reference takes as long as a wrong proof: both are held against one row.
    """
    stored = stored_reference(reference)
    known = Referral.objects.filter(emptied_at=None, reference=stored)
    asked = known.only("reference", "phone", "email_hash")
    held = asked.first() if len(stored) == LENGTH else None
    is_proven = proves(held or copy(nobody()), proof)
    return known.select_related("county").first() if held and is_proven else None


@cache
def nobody() -> Referral:
    """In the place of an unknown one; its number is opened like any other."""
    row = Referral(reference="0" * LENGTH, email_hash="0" * 64)
    place = Referral._meta.get_field("phone").place(row)
    row.__dict__["phone"] = Sealed(seal("0000000000", place))
    return row


def proves(referral: Referral, proof: str) -> bool:
    """The e-mail address, the phone number, or its last four digits."""
    mine, number = referral.email_hash, opened(referral, "phone").partition("x")[0]
    same = [constant_time_compare(mine, one) for one in hashes_of_email(proof)]
    return (bool(mine) and any(same)) or (
        bool(number) and constant_time_compare(number[-4:], last_four(proof, number))
    )


def opened(row: HoldsEncrypted, name: str) -> str:
    """Nothing of what none of the keys of the site opens."""
    try:
        return str(getattr(row, name))
    except InvalidToken:
        return ""


def last_four(proof: str, number: str) -> str:
    """Of a whole number nothing, unless it is this one."""
    try:
        return number[-4:] if phones.stored_form(proof).partition("x")[0] == number else ""
    except ValueError:
        return phones.plain_signs(proof).replace(" ", "")


def correct_phone(referral: Referral, phone: str) -> bool:
    """Whether it is another number now: of an open request, by the family itself.

    What it was stands in the note that is read first, above what staff had put there.
    """
    with transaction.atomic():
        referral.lock_for()
        before = opened(referral, "phone")
        if referral.status == Status.CLOSED or before == phone:
            return False
        before = phones.display_form(before) if before else "not known"
        words = [f"The family changed its phone number on the site. It was: {before}."]
        if earlier := referral.read_first:
            note = opened(earlier, "note")
            words.append(note if earlier.by_id else note.partition("\n\n")[2])
        referral.phone, referral.wrong_number = phone, False
        if referral.status == Status.TRYING:
            referral.next_attempt_at = timezone.now()
        changed = ["phone", "phone_hash", "next_attempt_at", "wrong_number"]
        referral.save(update_fields=changed)
        note = "\n\n".join(filter(None, words))
        referral.note_step(Step.What.NOTED, note=note).pin()
    return True
