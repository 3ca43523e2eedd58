from threading import Event

from django.core.management.base import BaseCommand, CommandError
from prometheus_client import start_http_server

from njcmo_site.status.gauges import registry


class Command(BaseCommand):
    help = (
        "Serves gauges for Prometheus, until it is stopped, at a port of their own: how many"
        " requests and e-mails wait, how old the last backup is, how much of the disk is free."
        " Read from the database each time somebody asks. Nothing starts it by itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1 unless told otherwise")

    def handle(self, *, host, port, **options):
        try:
            start_http_server(port, host, registry())
        except (OSError, OverflowError) as error:
            raise CommandError(f"--host, --port: nothing can listen there ({error}).") from None
        self.stdout.write(f"Gauges are at http://{host}:{port}/metrics")
        Event().wait()
