"""The reference by which a family and staff talk about a request."""

import secrets

# Neither letters and digits that look alike (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V) nor such as
# sound alike on the phone in English or Spanish (B V, M N); no vowels, so that no word appears.
CHARACTERS = "2346789CDFHJKMPQRTWXY"
LENGTH = 8


def new_reference() -> str:
    return "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH))


def shown_reference(reference: str) -> str:
    """ "7K4M9QF2" becomes "7K4M-9QF2": the form in which people read and say it."""
    return f"{reference[:4]}-{reference[4:]}"


def stored_reference(written: str) -> str:
    """What somebody read out or typed, in any case and spacing, as it is stored."""
    return "".join(character for character in written.upper() if character.isalnum())
