"""What a browser is called by the person who looks at it."""

# The first that is found: each later one also calls itself by names of those above it.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """("Firefox", "Android"); "" for what is not known: nothing else of it is kept anywhere."""
    return named_in(user_agent, BROWSERS), named_in(user_agent, SYSTEMS)


def named_in(user_agent: str, names: dict[str, str]) -> str:
    return next((name for part, name in names.items() if part in user_agent), "")
