from collections import Counter

from django.core.management.base import BaseCommand

from njcmo_site.health.links_outside import to_ask
from njcmo_site.health.pages import Pages
from njcmo_site.health.visiting import Visitor
from services.models import LinkCheck

State = LinkCheck.State

MOST_IN_A_RUN = 200


class Command(BaseCommand):
    help = (
        "Asks other sites whether what our pages link to is still there: each once a day at most,"
        f" {MOST_IN_A_RUN} in a run, what was asked longest ago first. It can be stopped, and goes"
        " on where it was. Staff are told of what was gone on three different days."
    )

    def handle(self, **options):
        waiting, visitor, found = to_ask(Pages()), Visitor(), Counter[str]()
        at_the_end = []
        for address in waiting[:MOST_IN_A_RUN]:
            state = visitor.state(address)
            if state == State.GONE and not visitor.is_online:
                at_the_end.append(address)  # its name is not known, or we know no names today
                continue
            LinkCheck.note(address, state)
            found[state] += 1
        for address in at_the_end:
            state = State.GONE if visitor.is_online else State.UNKNOWN
            LinkCheck.note(address, state)
            found[state] += 1
        told = ", ".join(f"{found[state]} {state.label}" for state in State)
        left = max(0, len(waiting) - MOST_IN_A_RUN)
        self.stdout.write(f"{found.total()} links asked: {told}. {left} wait for the next run.")
