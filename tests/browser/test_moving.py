"""Nothing on a page moves while it loads: not even when the font comes late."""

import pytest

from tests.browser.test_every_page import TEMPLATES

# A link to an answer opens it below the words that are there already.
PATHS = [path for path in TEMPLATES if "#" not in path]
DRAWN = "() => performance.getEntriesByName('first-contentful-paint').length"


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_moves_when_the_font_comes_after_its_words(new_context, width):
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    page.add_init_script(
        """window.moved = 0; new PerformanceObserver(list => {
             for (const one of list.getEntries()) window.moved += one.value
           }).observe({type: "layout-shift", buffered: true})"""
    )
    late, drawn, found = [], set(), {}
    page.route("**/*.woff2", lambda font: font.continue_() if path in drawn else late.append(font))
    for path in PATHS:
        page.goto(path, wait_until="commit")
        page.wait_for_function(DRAWN)
        drawn.add(path)
        for font in late:
            font.continue_()
        late.clear()
        page.wait_for_load_state()
        page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        if (moved := page.evaluate("window.moved")) > 0.001:
            found[path] = moved
    assert found == {}
