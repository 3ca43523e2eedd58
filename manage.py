#!/usr/bin/env python3
import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "njcmo_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError):
        from njcmo_site.which_site import refuse_without_a_site

        refuse_without_a_site()
        raise
