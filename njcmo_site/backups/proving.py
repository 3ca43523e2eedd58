"""A backup is proven: restored aside and compared, without touching the site."""

from datetime import datetime
from pathlib import Path

from njcmo_site.backups import site
from njcmo_site.backups.loading import begun, load
from njcmo_site.backups.media import Counting


def prove(path: Path) -> datetime:
    """When it was made. Raises RefusedError, OSError or DatabaseError when it is not whole."""
    with path.open("rb") as file:
        described, parts = begun(file)
        with site.kind().aside(site.tables()) as database:
            load(parts, database, Counting())
    return datetime.fromisoformat(described["made_at"])
