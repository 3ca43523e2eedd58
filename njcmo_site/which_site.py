"""Which site a command is about: it may have been run without the settings of the one meant."""

import sys

from django.conf import settings
from django.db import DatabaseError, connection


def which_site() -> str:
    """Such as "DATA_DIR /var/lib/njcmo and its SQLite file"; never a password."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"DATA_DIR {settings.DATA_DIR} and its SQLite file"
    return f"DATA_DIR {settings.DATA_DIR} and PostgreSQL {database['NAME']} at {database['HOST']}"


def refuse_without_a_site() -> None:
    """End with one line and status 2 where there are no tables, or no database."""
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        reason = "the database does not answer"
    else:
        if "django_migrations" in tables:
            return
        reason = "there is no site yet"
    sys.stderr.write(
        f"{which_site()}: {reason}. Run the command with the settings of the server, such as"
        " DATA_DIR=/var/lib/njcmo, once the server has been started.\n"
    )
    sys.exit(2)
