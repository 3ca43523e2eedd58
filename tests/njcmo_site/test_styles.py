"""The style sheets: where to find a rule, and whether every text can be read on its ground."""

import re
from pathlib import Path

import django.contrib.admin
import pytest

from tests.stylesheet import color, contrast, rules

CSS = Path(__file__).parents[2] / "static/css"
SITE, ADMIN, ACCOUNTS = (
    (CSS / f"{name}.css").read_text() for name in ("site", "admin", "accounts")
)
SHEETS = {"site": SITE, "admin": ADMIN, "accounts": ACCOUNTS}
DJANGO = Path(django.contrib.admin.__file__).parent / "static/admin/css"

OKLCH_IS_UNKNOWN = "@supports not (color: oklch(0 0 0))"
DARK = "@media (prefers-color-scheme: dark)"
CLOTHS = ["tomato", "marigold", "leaf", "sky", "plum", "teal"]
CLOTH = [f"{name}-c" for name in CLOTHS]
WEAVE = [f"{name}-w" for name in CLOTHS]
PAPER = ["paper", "surface", "linen"]
DENIM = ["denim", "denim-deep", "twill"]
# Which text may lie on which ground; a rule that sets both keeps to it.
READ_ON = {
    "ink": [*PAPER, *CLOTH, *WEAVE, "error-cloth", "mark"],
    "ink-soft": [*PAPER, *CLOTH, "error-cloth", "mark"],
    "link": [*PAPER, *CLOTH, "error-cloth", "mark"],
    "link-hover": [*PAPER, *CLOTH, "error-cloth", "mark"],
    "error": [*PAPER, *CLOTH, "error-cloth"],
    "paper": ["error"],
    "on-denim": DENIM,
    "on-denim-soft": DENIM,
    "thread": DENIM,
    "on-thread": ["thread", "thread-lit"],
}
# What has to be seen, not read: edges of fields and buttons, marks, the ring of the focus.
SEEN_ON = {
    "edge": [*PAPER, "marigold-c"],
    "ink": [*PAPER, *CLOTH],
    "error": [*PAPER, "error-cloth"],
    "thread-ink": [*PAPER, *CLOTH],
    "thread": DENIM,
}
NOT_A_GROUND = {"twill", "shade", "edge", "white"}  # lines, a veil, the ground of a code to scan

ADMIN_READ_ON = {
    "body-fg": ["body-bg", "darkened-bg", "selected-bg"],
    "body-loud-color": ["body-bg"],
    "body-quiet-color": ["body-bg", "darkened-bg"],
    "link-fg": ["body-bg", "darkened-bg", "selected-bg"],
    "link-hover-color": ["body-bg", "darkened-bg", "selected-bg"],
    "header-color": ["header-bg"],
    "header-branding-color": ["header-bg"],
    "header-link-color": ["header-bg"],
    "breadcrumbs-fg": ["breadcrumbs-bg"],
    "breadcrumbs-link-fg": ["breadcrumbs-bg"],
    "button-fg": [
        "button-bg", "button-hover-bg", "default-button-bg", "default-button-hover-bg",
    ],
    "age-fg": ["age-0", "age-1", "spam"],
    "over-fg": ["age-3"],
    "late": ["body-bg", "darkened-bg"],
    "gone-fg": ["gone"],
    "added-fg": ["added"],
}  # fmt: skip
ADMIN_SEEN_ON = {"bar": ["body-bg"], "bar-soft": ["body-bg"], "late": ["body-bg"]}


def tokens(css: str, *around: str) -> dict[str, str]:
    """The colors that :root has there."""
    return {
        name.removeprefix("--"): value
        for rule in rules(css)
        if rule.selector.startswith(":root") and rule.around == around
        for name, value in rule.says.items()
        if re.match(r"#|oklch|light-dark|var", value)
    }


def palette(scheme: str) -> dict[str, str]:
    daylight = tokens(SITE, "@layer tokens")
    return {
        "light": daylight,
        "dark": daylight | tokens(SITE, "@layer tokens", DARK),
        "before oklch": daylight | tokens(SITE, "@layer tokens", OKLCH_IS_UNKNOWN),
        "print": daylight | tokens(SITE, "@layer tokens", "@media print"),
    }[scheme]


def admin_palette(scheme: str) -> dict[str, str]:
    """Django’s variables, under ours; each as the color that it is in the end."""
    names = tokens((DJANGO / "base.css").read_text().replace('html[data-theme="light"],\n', ""))
    if scheme == "dark":
        names |= tokens((DJANGO / "dark_mode.css").read_text(), DARK)
    names |= tokens(ADMIN)

    def resolve(value):
        if both := re.fullmatch(r"light-dark\((.+), (.+)\)", value):
            value = both[2 if scheme == "dark" else 1]
        if named := re.fullmatch(r"var\(--([\w-]+)\)", value):
            return resolve(names[named[1]])
        return value

    return {name: resolve(value) for name, value in names.items()}


def too_close(colors: dict[str, str], pairs: dict[str, list[str]], least: float) -> list[tuple]:
    found = []
    for text, grounds in pairs.items():
        for ground in grounds:
            behind = color(colors[ground])
            if behind.alpha < 1:
                behind = behind.over(color(colors["denim"]))
            ratio = contrast(color(colors[text]), behind)
            if ratio < least:
                found.append((text, ground, round(ratio, 2)))
    return found


def without_tokens(css: str) -> list:
    return [
        rule
        for rule in rules(css)
        if "@layer tokens" not in rule.around and not rule.selector.startswith(":root")
    ]


def test_the_contents_of_the_style_sheet_name_its_sections_in_their_order():
    contents = re.search(r"/\* Contents\n(.*?) \*/", SITE, re.S)[1]
    sections = re.findall(r"^@layer (\w+) {|/\* ---- ([\w -]+?)(?::.*)? ---- \*/", SITE, re.M)
    assert len(sections) > 30
    named = [entry.strip() for entry in re.split(r"[,:\n]", contents) if entry.strip()]
    assert named == [layer or section for layer, section in sections]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_important_but_what_print_hides(name):
    important = [
        (rule.around, rule.selector, says)
        for rule in rules(SHEETS[name])
        for says in rule.says.items()
        if "!important" in says[1]
    ]
    assert [one for one in important if one[0][-1:] != ("@media print",)] == []
    assert {says for *_, says in important} <= {("display", "none !important")}


@pytest.mark.parametrize("name", SHEETS)
def test_every_color_is_a_token(name):
    literal = re.compile(
        r"#(?!0000\b)[\da-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|"
        r"\b(white|black|red|green|blue|gr[ae]y|yellow|orange|gold|silver|navy)\b",
        re.I,
    )
    assert [
        (rule.selector, says)
        for rule in without_tokens(SHEETS[name])
        for says in rule.says.items()
        if literal.search(re.sub(r"url\([^)]*\)|var\([^)]*\)", "", says[1]))
    ] == []


def test_every_token_that_is_used_exists():
    made = set(re.findall(r"(--[\w-]+):", SITE + ACCOUNTS))
    templates = (CSS.parents[1] / "templates").rglob("*.html")
    used = " ".join([SITE, ACCOUNTS, *(path.read_text() for path in templates)])
    assert set(re.findall(r"var\((--[\w-]+)", used)) <= made


@pytest.mark.parametrize("scheme", ["light", "dark", "before oklch", "print"])
def test_each_text_can_be_read_on_each_of_its_grounds(scheme):
    printed = scheme == "print"  # without denim: what is gold there is made black by its rule
    pairs = {text: on for text, on in READ_ON.items() if not (printed and text == "thread")}
    assert too_close(palette(scheme), pairs, 4.5) == []


@pytest.mark.parametrize("scheme", ["light", "dark", "before oklch"])
def test_each_edge_can_be_seen_on_each_of_its_grounds(scheme):
    assert too_close(palette(scheme), SEEN_ON, 3) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_text_and_edge_of_the_admin_stands_out_from_its_ground(scheme):
    assert too_close(admin_palette(scheme), ADMIN_READ_ON, 4.5) == []
    assert too_close(admin_palette(scheme), ADMIN_SEEN_ON, 3) == []


def drawn(rule, *names: str) -> list[str]:
    """The tokens in these properties of a rule; the cloth of a patch is what --c holds."""
    words = " ".join(rule.says.get(name, "") for name in names)
    return re.findall(r"var\(--([\w-]+)", words)


@pytest.mark.parametrize(
    ("css", "colors", "pairs", "lines"),
    [
        (SITE + ACCOUNTS, palette("light") | {"white": "#fff"}, READ_ON, NOT_A_GROUND),
        (ADMIN, admin_palette("light"), ADMIN_READ_ON, {"body-bg", "selected-bg"}),
    ],
    ids=["site", "admin"],
)
def test_every_text_and_every_ground_belongs_to_a_pair(css, colors, pairs, lines):
    grounds = {ground for on in pairs.values() for ground in on}
    rest = without_tokens(css)
    assert rest
    for rule in rest:
        texts = [name for name in drawn(rule, "color", "fill") if name in colors]
        behind = [name for name in drawn(rule, "background", "background-color") if name in colors]
        assert set(texts) <= {*pairs, "edge", "thread-ink", "bar", "bar-soft"}, rule
        if not texts:
            assert set(behind) <= grounds | lines | {*pairs}, rule
        for ground in set(behind) - lines:
            assert all(ground in pairs[text] for text in texts), rule
