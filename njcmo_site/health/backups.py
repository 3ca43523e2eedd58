"""Whether the site could be brought back, for who looks after it: its webmaster does the rest."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from njcmo_site.health.rows import Row, Weight, day
from referrals.models import LastBackup

RIGHT = "auth.change_user"  # of managers
LATE = timedelta(days=2)  # one is made each night, and one night may be missed
PROVEN_FOR = timedelta(days=8)  # once a week at least


def rows(user: User) -> Iterator[Row]:
    if not user.has_perm(RIGHT):
        return
    for why, command in what_is_wrong(LastBackup.current()):
        action = f"Ask your webmaster: {command}"
        yield Row(Weight.CARE, "Last backup", "Copy of everything", why, action, "", RIGHT)


def what_is_wrong(last: LastBackup) -> Iterator[tuple[str, str]]:
    """(why, what to ask for): the first thing alone."""
    now, local = timezone.now(), timezone.localtime
    if last.failed_at:
        why = f"None could be made on {day(local(last.failed_at))}."
        yield why, "“please run manage.py backup again”"
    elif not last.made_at:
        yield "None was ever made.", "“please run manage.py backup, each night”"
    elif last.made_at < now - LATE:
        why = f"The last one was made on {day(local(last.made_at))}."
        yield why, "“please see why manage.py backup does not run each night”"
    elif last.check_failed_at:
        why = f"It was found not to be whole on {day(local(last.check_failed_at))}."
        yield why, "“please run manage.py backup and check_backup again”"
    elif not last.proven_made_at:
        yield "Nobody has tried whether it can be restored.", "“please run manage.py check_backup”"
    elif last.proven_made_at < now - PROVEN_FOR:
        why = f"The last one that can surely be restored is of {day(local(last.proven_made_at))}."
        yield why, "“please run manage.py check_backup with the newest”"
