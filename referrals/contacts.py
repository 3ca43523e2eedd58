"""How a family is found again by its phone or e-mail, which are stored encrypted."""

from njcmo_site.plain_text import plain_address
from referrals.encryption import lookup_hash


def hash_of_phone(stored: str) -> str:
    """Of a number as phones.stored_form() writes it, whatever its extension; "" of ""."""
    return lookup_hash("phone", stored.partition("x")[0])


def hash_of_email(address: str) -> str:
    """The same for all capitals and for what nobody sees; "" of ""."""
    return lookup_hash("email", plain_address(address).lower())
