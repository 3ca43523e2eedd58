"""How a family is found again by its phone or e-mail, which are stored encrypted."""

from njcmo_site.plain_text import plain_address
from referrals.encryption import lookup_hashes


def hash_of_phone(stored: str) -> str:
    """Of a number as phones.stored_form() writes it, whatever its extension; "" of ""."""
    return hashes_of_phone(stored)[0]


def hash_of_email(address: str) -> str:
    """The same for all capitals and for what nobody sees; "" of ""."""
    return hashes_of_email(address)[0]


def hashes_of_phone(stored: str) -> list[str]:
    """By each of the keys: one of them is that of a row, see lookup_hashes()."""
    return lookup_hashes("phone", stored.partition("x")[0])


def hashes_of_email(address: str) -> list[str]:
    return lookup_hashes("email", plain_address(address).lower())
