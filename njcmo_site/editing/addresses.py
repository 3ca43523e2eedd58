"""Where staff look after a row."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse


def address_of(row: Model, page: str = "change", *numbers: int) -> str:
    """Of a page of staff about it: "change", "changes", "editions", "review"."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[row.pk, *numbers])


def edited_as(row: Any) -> Any:
    """What has no form of its own is edited on the page of what it belongs to."""
    if admin.site.is_registered(type(row)):
        return row
    return getattr(row, getattr(row, "edited_with", "") or "card")


def form_of(row: Any, column: str = "") -> str:
    """The form where this column is changed."""
    edited = edited_as(row)
    place = f"#id_{column}" if column and edited is row else ""
    return f"{address_of(edited)}{place}"
