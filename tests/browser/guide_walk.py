"""Somebody who reads a page of the guide in one tab, and does what it says in another."""

import os
import re
from base64 import b64decode
from functools import reduce
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import settle

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "static/img/guide"
READINGS = Path(__file__).parent / "guide"
TAKES_PICTURES = bool(os.environ.get("TAKE_PICTURES"))  # script/guide sets it
QUALITY = 45  # of a hundred: small letters can still be read
# Whether there are photos to choose from depends on who has walked here before.
NO_PHOTOS = """() => document.querySelectorAll('[aria-label^="A photo in"]')
                              .forEach(one => one.remove())"""
PRESSED = ["link", "button"]
FILLED = ["textbox", "checkbox", "combobox", "spinbutton"]


def called(page, name, roles):
    """What has this name now; behind a colon may follow of what it is one."""
    whole = re.compile(rf"(^|\s){re.escape(name)}(\s?:|$)")
    found = [page.get_by_role(role, name=whole) for role in roles]
    if "textbox" in roles:
        found.append(page.get_by_label(whole))  # a day has no role
    if "heading" in roles:
        found.append(page.get_by_text(whole))
    return reduce(lambda one, other: one.or_(other), found).filter(visible=True).first


def reading(shown) -> str:
    """The part of a screen as a screen reader has it; where links lead, and days, do not count."""
    words = re.sub(r"\n *- /url: .*", "", shown.aria_snapshot())
    return re.sub(r"\d{4}-\d\d-\d\d|[A-Z]\w+ \d+, \d{4}", "(a day)", words) + "\n"


class Walk:
    def __init__(self, page, guide):
        """`guide` is the tab with the page of the guide."""
        self.page = page
        steps = guide.locator(".guide ol > li").all()
        self.steps = [step.locator("b").all_inner_texts() for step in steps]
        images = guide.locator(".guide img").all()
        self.images = [
            (image, image.get_attribute("src").split("/")[-1].split(".")[0]) for image in images
        ]

    def step(self) -> list[str]:
        """What the next step names, all of which stands on the screen."""
        names = self.steps.pop(0)
        settle(self.page)
        for name in names:
            expect(called(self.page, name, [*PRESSED, *FILLED, "heading"]), name).to_be_visible()
        return names

    def look(self) -> None:
        """Whatever the next step names is there."""
        self.step()

    def go_back(self) -> None:
        self.step()
        self.page.go_back()

    def press(self) -> None:
        """What the next step names last."""
        called(self.page, self.step()[-1], PRESSED).click()

    def tick(self) -> None:
        called(self.page, self.step()[-1], ["checkbox"]).check()

    def write(self, words) -> None:
        field = called(self.page, self.step()[-1], ["textbox"])
        field.fill(words)
        field.blur()

    def upload(self, file) -> None:
        """A file as Playwright takes it."""
        called(self.page, self.step()[-1], ["textbox"]).set_input_files(file)

    def choose(self, words) -> None:
        called(self.page, self.step()[-1], ["combobox"]).select_option(label=words)

    def picture(self, shown) -> None:
        """The next picture of the guide is of this part of the screen, as it is now."""
        image, name = self.images.pop(0)
        settle(self.page)
        self.page.evaluate(NO_PHOTOS)
        size = [int(image.get_attribute(side)) for side in ("width", "height")]
        known, now = READINGS / f"{name}.yml", reading(shown)
        if TAKES_PICTURES:
            known.write_text(now)
            self.take(shown, size, PICTURES / f"{name}.webp")
        else:
            assert image.evaluate("one => [one.naturalWidth, one.naturalHeight]") == size, name
        assert known.read_text() == now, f"{name} looks otherwise now: run script/guide"

    def take(self, shown, size, path) -> None:
        """From the corner of what is shown, as large as the guide says."""
        box = shown.bounding_box()
        top = self.page.evaluate("scrollY")
        clip = {"x": max(box["x"] - 12, 0), "y": max(box["y"] + top - 12, 0), "scale": 1}
        clip |= dict(zip(("width", "height"), size, strict=True))
        asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
        devtools = self.page.context.new_cdp_session(self.page)
        path.write_bytes(b64decode(devtools.send("Page.captureScreenshot", asked)["data"]))

    def end(self) -> None:
        """Every step was gone, and every picture held."""
        assert (self.steps, self.images) == ([], [])
