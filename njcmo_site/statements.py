"""The statements, each with the day on which somebody last held it against the code."""

from datetime import date

STATEMENTS = {"privacy": date(2026, 11, 27), "accessibility": date(2026, 11, 24)}
