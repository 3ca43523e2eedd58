"""What tells whoever runs the site that it lives, and that it can serve."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from tempfile import TemporaryFile

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request):
    """200 while the process serves; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """200 when database, cache and disk answer and no migration is missing, 503 otherwise."""
    try:
        with TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"x" * 4096)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        shared_cache.set("readyz", "1", timeout=10)
        if shared_cache.get("readyz") != "1":
            raise LookupError("the cache forgets")
        check_migrations()
    except Exception as error:  # noqa: BLE001  whatever does not answer, this process is not ready
        return HttpResponse(f"{type(error).__name__}\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@cache
def check_migrations() -> None:
    """Raise LookupError while a migration is missing; a good answer is good for ever.

    By their names alone: to load them would take 10 MB of memory in each process for good.
    """
    if names_of_migrations() - MigrationRecorder(connection).applied_migrations().keys():
        raise LookupError("a migration is missing")


def names_of_migrations() -> set[tuple[str, str]]:
    """Of all apps, as the table of those that were applied has them."""
    names = set()
    for app in apps.get_app_configs():
        package, _explicit = MigrationLoader.migrations_module(app.label)
        if package and find_spec(package):
            folder = import_module(package).__path__
            names |= {(app.label, one.name) for one in iter_modules(folder) if not one.ispkg}
    return names
