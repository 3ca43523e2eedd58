"""Rows that texts name."""

from njcmo_site.editing.types import BesideModelAdmin
from services.names import texts_that_name


class KeepsNames(BesideModelAdmin):
    """A first call whose number is printed somewhere is neither renamed nor deleted unseen."""

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["name"] if obj else [])]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_deleted_objects(self, objs, request):
        *found, protected = super().get_deleted_objects(objs, request)
        places = [place for call in objs for place in texts_that_name(call.name)]
        return *found, [*protected, *(f"its number in {place}" for place in places)]
