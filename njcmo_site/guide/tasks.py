"""The tasks that the guide of staff goes through, each for whoever may do it."""

from typing import NamedTuple

from django.contrib.auth.models import User


class Task(NamedTuple):
    name: str  # of its address, and of its template
    title: str
    permission: str

    @property
    def template(self) -> str:
        return f"guide/{self.name}.html"


TASKS = [
    Task("change-words", "Change the words of a page", "services.change_section"),
    Task("add-photo", "Add a photo to a page", "services.add_photo"),
    Task("see-it-first", "See a page before families do", "services.change_topic"),
    Task("publish", "Have a page reviewed, and publish it", "services.add_topicedition"),
    Task("go-back", "Go back to an earlier edition", "services.change_topic"),
    Task("change-address", "Change the address of a page", "services.add_topicedition"),
    Task("answer-question", "Answer a question", "faq.add_questionedition"),
    Task("spanish", "Find out what Spanish is behind", "services.change_section"),
    Task("clear-health", "Clear lines of the health list", "services.change_topic"),
    Task("review", "Review a page", "services.review_topic"),
    Task("next-call", "Call the next family", "referrals.change_referral"),
]


def tasks_of(user: User) -> list[Task]:
    return [task for task in TASKS if user.has_perm(task.permission)]
