"""One mailbox has many addresses: who counts mails counts them together."""

import re

GMAIL = {"gmail.com", "googlemail.com"}


def mailbox(address: str) -> str:
    """Return one spelling for all that reach it: "Rosa+1@Example.org" is "rosa@example.org".

    What follows a plus is a label (RFC 5233); quotes may be left out; Gmail reads no dots
    (support.google.com/mail/answer/7436150).
    """
    name, _, host = address.lower().rpartition("@")
    name = re.sub(r'["\\]', "", name)
    name = name.partition("+")[0] or name
    if host in GMAIL:
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"
