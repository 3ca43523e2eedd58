from django.core.exceptions import ValidationError


def five_short_lines(value: str) -> None:
    """The short version is read at a glance, or not at all."""
    lines = value.strip().splitlines()
    if len(lines) > 5:
        raise ValidationError("Write five lines at most.")
    if any(len(line) > 140 for line in lines):
        raise ValidationError("Keep each line under 140 characters.")
