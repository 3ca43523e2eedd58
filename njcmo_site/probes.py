"""What tells whoever runs the site that it lives, and that it can serve."""

from functools import cache

from django.core.cache import cache as shared_cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
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
    """200 when database and cache answer and no migration is missing, 503 otherwise."""
    try:
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
    """Raise LookupError while a migration is missing; a good answer is good for ever."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError("a migration is missing")
