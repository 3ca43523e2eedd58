"""Fields that several pages of the admin share."""

from django.db import models
from django.forms import BaseForm, CharField, DateInput, ModelChoiceField

from njcmo_site.editing.base import PlainRelations
from services.models.health_words import NOT_WORDS


def words_differ(form: BaseForm) -> bool:
    return bool(set(form.changed_data) - NOT_WORDS)


# What Django 6 does by itself: an address typed without a scheme is https.
HTTPS_LINKS: dict[type[models.Field], dict[str, object]] = {
    models.URLField: {"assume_scheme": "https"}
}

# The browser's own calendar: the admin's opens with a link that has no name, once for each row.
DATES: dict[type[models.Field], dict[str, object]] = {
    models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
}


class ChoicesOfRows(PlainRelations):
    """Base of an inline whose rows choose among other rows: these are asked for once a page."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField):
            # Or each row of the page would ask again.
            field.choices = list(field.iterator(field))
        return field


class LinesField(CharField):
    """Lines as they are stored: a browser ends each with two characters, and no word is new."""

    def to_python(self, value):
        return "\n".join((super().to_python(value) or "").splitlines())
