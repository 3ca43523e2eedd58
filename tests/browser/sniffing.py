"""A second engine beside axe: HTML_CodeSniffer 2.5.1 (npm; its licence is in tests/vendor/)."""

from pathlib import Path

ENGINE = (Path(__file__).parents[1] / "vendor/HTMLCS.js").read_text()
# What it cannot know, by the end of its code; docs/accessibility.md says why of each. The last
# ones are of Django’s admin and allauth, and are left out of pages of staff alone.
OF_FAMILIES = ["H43.HeadersRequired"]
OF_STAFF = ["H32.2", "H63.1", "H71.NoLegend", "H91.Fieldset.Name", "H91.InputText.Name"]


def sniffed(page, explained=OF_FAMILIES) -> list[str]:
    """What it calls an error of WCAG 2 AA on the page as it is drawn now."""
    page.wait_for_load_state()
    if not page.evaluate("'HTMLCS' in window"):
        page.evaluate(ENGINE)
    found = page.evaluate(
        """() => new Promise(done => HTMLCS.process('WCAG2AA', document, () => done(
             HTMLCS.getMessages().filter(each => each.type == HTMLCS.ERROR).map(each =>
               `${each.code}: ${each.element.outerHTML?.slice(0, 160)} ${each.msg}`))))"""
    )
    return [each for each in found if not each.partition(": ")[0].endswith(tuple(explained))]
