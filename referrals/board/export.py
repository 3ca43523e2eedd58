"""Files for a spreadsheet: which columns of a referral there are, and cells that do no harm."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.utils import timezone

from referrals.models import Referral
from referrals.models.queries import ReferralQuerySet

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # a line break is none
# What a spreadsheet may take for a formula, blanks or invisible characters before it included.
FORMULA = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠]"
)


def neutralized(value: object) -> str:
    """The text of a cell that is read, and never run."""
    text = str(value)
    risky = FORMULA.match(text) or CONTROL.match(text)
    return ("'" if risky else "") + CONTROL.sub("", text)


class Echo:
    """For csv.writer: gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable]) -> Iterator[bytes]:
    # Bytes, since Django asks a response for its charset at each piece of text.
    # All in quotes: where a semicolon separates, what follows one is no cell of its own either.
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield "\ufeff".encode()  # by which Excel knows UTF-8
    for row in rows:
        yield writer.writerow([neutralized(cell) for cell in row]).encode()


@dataclass(frozen=True)
class Column:
    label: str
    fields: tuple[str, ...]  # all that `cell` reads, so that nothing else is fetched or decrypted
    cell: Callable[[Referral], object]


def moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


COLUMNS = {
    "reference": Column("Reference", ("reference",), str),
    "received": Column("Received", ("received_at",), lambda one: moment(one.received_at)),
    "due_day": Column("To be answered by", ("due_on",), lambda one: one.due_on),
    "source": Column("How it came", ("source",), Referral.get_source_display),
    "status": Column("Status", ("status",), Referral.get_status_display),
    "close_reason": Column(
        "Reason for closing", ("close_reason",), Referral.get_close_reason_display
    ),
    "county": Column("County", ("county__name",), lambda one: one.county.name),
    "organization": Column(
        "Care management organization",
        ("county__care_management_organization__name", "handed_to__name"),
        lambda one: one.organization.name,
    ),
    "child_age": Column("Child’s age", ("child_age",), Referral.get_child_age_display),
    "concerns": Column("Concerns", ("concerns",), lambda one: one.shown_concerns),
    "language": Column(
        "Preferred language", ("preferred_language",), Referral.get_preferred_language_display
    ),
    "first_try": Column("First try", ("first_tried_at",), lambda one: moment(one.first_tried_at)),
    "tries": Column("Tries", ("tries",), lambda one: one.tries),
    "taken_by": Column("Taken by", ("assigned_to__username",), lambda one: one.assigned_to or ""),
}
# What is asked for by name, one column at a time.
PERSONAL_COLUMNS = {
    "caregiver_name": Column(
        "Caregiver’s name", ("caregiver_name",), lambda one: one.caregiver_name
    ),
    "relationship": Column("Relationship", ("relationship",), Referral.get_relationship_display),
    "family_name": Column("Family to call", ("family_name",), lambda one: one.family_name),
    "family_knows": Column(
        "The family knows", ("family_knows",), lambda one: "yes" if one.family_knows else ""
    ),
    "contact_method": Column(
        "Contact method", ("contact_method",), Referral.get_contact_method_display
    ),
    "phone": Column("Phone", ("phone",), lambda one: one.shown_phone),
    "second_phone": Column("Second phone", ("second_phone",), lambda one: one.shown_second_phone),
    "email": Column("E-mail", ("email",), lambda one: one.email),
    "best_time": Column("Best time", ("best_time",), Referral.get_best_time_display),
    "leave_message": Column(
        "May we leave a message", ("leave_message",), Referral.get_leave_message_display
    ),
    "contact_notes": Column(
        "What makes it easier", ("contact_notes",), lambda one: one.contact_notes
    ),
    "language_other": Column("Other language", ("language_other",), lambda one: one.language_other),
    "child_first_name": Column(
        "Child’s first name", ("child_first_name",), lambda one: one.child_first_name
    ),
    "message": Column("Message", ("message",), lambda one: one.message),
}


def rows_of(referrals: ReferralQuerySet, columns: list[Column]) -> Iterator[list]:
    """The labels of the columns, then a row for each referral, fetched bit by bit."""
    yield [column.label for column in columns]
    fields = {field for column in columns for field in column.fields}
    related = {field.rpartition("__")[0] for field in fields} - {""}
    # None, since select_related() without a name would fetch every related row.
    referrals = (
        referrals.only("pk", "reference", *fields).select_related(*related or [None]).order_by("pk")
    )
    for referral in referrals.iterator(chunk_size=2000):
        yield [cell_of(column, referral) for column in columns]


def cell_of(column: Column, referral: Referral) -> object:
    try:
        return column.cell(referral)
    except InvalidToken:
        return f"cannot be read ({referral})"
