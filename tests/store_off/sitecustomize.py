"""Python reads this first in each process that a test starts with `--store off`: no request gets a
page kept ready, Django answers each."""

from contextlib import suppress

# A server alone has its repository on the path this early. Nothing else may load the site here: a
# script of a copy of it, as the test of the catalog makes one, would load ours.
with suppress(ImportError):
    from njcmo_site.ready import asked

    asked.page_asked_for = lambda environ: None
