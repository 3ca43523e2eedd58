"""What was erased stays erased, whatever backup the site goes back to."""

from datetime import datetime

from njcmo_site import erased_references
from njcmo_site.backups.seal import RefusedError
from referrals.models import Referral
from referrals.retention import erase_again


def missing(since: datetime | None = None) -> set[str]:
    """What the list does not know: another machine erased it, or a full disk was in the way."""
    erased = Referral.objects.exclude(emptied_at=None)
    if since:
        erased = erased.filter(emptied_at__gte=since)
    return set(erased.values_list("reference", flat=True)) - erased_references.noted()


def complete_list(since: datetime | None = None) -> None:
    """On a new site there is none, so that nobody takes it for the list of another."""
    if more := missing(since):
        erased_references.note(sorted(more))


def refuse_missing_list() -> None:
    path = erased_references.path()
    if not path.exists():
        raise RefusedError(
            f"{path} is missing, which says what was erased since; copy it there (or, if it is"
            " lost, say --list-lost)."
        )


def refuse_old_list() -> None:
    if missing():
        raise RefusedError(
            f"{erased_references.path()} is older than the backup; copy the newest one there (or,"
            " if it is lost, say --list-lost)."
        )


def erase_what_was_erased() -> int:
    """How many requests came back, and are erased again."""
    return erase_again(erased_references.noted())
