"""The moments at which families begin to read something else."""

from datetime import datetime

from django.apps import apps

from services.models.editions import Edition


def kinds() -> list[type[Edition]]:
    return [model for model in apps.get_models() if issubclass(model, Edition)]


def moments() -> list[datetime]:
    """When editions of whatever kind begin and end, in order."""
    first, *others = (
        kind.objects.order_by().exclude(**{name: None}).values_list(name, flat=True)
        for kind in kinds()
        for name in ("begins_at", "ends_at")
    )
    return sorted(first.union(*others))
