"""The figures for Prometheus, on a port of their own: families and staff never reach it."""

from collections.abc import Iterator

from django.db import DatabaseError, close_old_connections
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from njcmo_site.status.figures import figures


class Figures(Collector):
    """Reads when it is asked, and not before: registering must not need a database."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        close_old_connections()
        try:
            found = list(figures())
        except (DatabaseError, OSError):
            found = []
        yield GaugeMetricFamily("njcmo_up", "Whether the database answers", bool(found))
        for name, says, value in found:
            yield GaugeMetricFamily(f"njcmo_{name}", says, value)
        close_old_connections()


def registry() -> CollectorRegistry:
    """Ours alone: those of the process say nothing of the site."""
    ours = CollectorRegistry()
    ours.register(Figures())
    return ours
