"""The families’ form, sent as a browser does."""

OURS = {"headers": {"sec-fetch-site": "same-origin"}}


def send(client, answers):
    return client.post("/get-help/", answers)


def errors(response) -> list[str]:
    return [error for messages in response.context["form"].errors.values() for error in messages]
