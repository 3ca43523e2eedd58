import sys

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from njcmo_site.accounts.second_factor import place_of_secrets
from njcmo_site.encryption import is_up_to_date, seal, unseal
from referrals.encryption import HoldsEncrypted


class Command(BaseCommand):
    help = (
        "Encrypts with the newest of FIELD_ENCRYPTION_KEYS, each for its own row and field, what"
        " families and staff wrote and the secrets of second factors. Put the new key before the"
        " old one, start the site, run this, and take the old key away when it ended with status"
        " 0. Can be run while the site serves, and twice."
    )

    def handle(self, **options):
        texts = [model for model in apps.get_models() if hasattr(model, "encrypted_fields")]
        done, unreadable = 0, 0
        for model in [*texts, Authenticator]:
            renew = renew_texts if model in texts else renew_secrets
            for pk in model.objects.order_by("pk").values_list("pk", flat=True).iterator():
                try:
                    done += renew(model, pk)
                except InvalidToken:
                    unreadable += 1
        self.stdout.write(f"{done} rows encrypted anew; {unreadable} cannot be read with any key.")
        sys.exit(unreadable > 0)


@transaction.atomic
def renew_texts(model: type[HoldsEncrypted], pk: int) -> bool:
    """Whether anything in this row was not up to date."""
    row = model._base_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    old = [
        field.attname
        for field in model.encrypted_fields()
        if (sealed := vars(row)[field.attname]) and not is_up_to_date(sealed, field.place(row))
    ]
    for name in old:
        getattr(row, name)  # what was opened is encrypted anew when it is saved
    if old:
        row.save(update_fields=old)
    return bool(old)


@transaction.atomic
def renew_secrets(model: type[Authenticator], pk: int) -> bool:
    factor = model.objects.select_for_update().filter(pk=pk).first()
    place = factor and place_of_secrets(factor.user_id)
    old = {
        name: seal(unseal(factor.data[name], place), place)
        for name in {"secret", "seed"} & (factor.data if factor else {}).keys()
        if not is_up_to_date(factor.data[name], place)
    }
    if old:
        factor.data |= old
        factor.save(update_fields=["data"])
    return bool(old)
