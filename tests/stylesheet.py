"""What a style sheet says, without a browser: its rules, its colors, and how far apart two are."""

import math
import re
from dataclasses import dataclass


@dataclass
class Rule:
    around: tuple[str, ...]  # ("@layer tokens", "@media print")
    selector: str
    says: dict[str, str]


def rules(css: str) -> list[Rule]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found, around, start = [], [], 0
    for match in re.finditer(r"[{};]", css):
        text, start = css[start : match.start()].strip(), match.end()
        if match[0] == "{":
            around.append((text, {}))
            continue
        if ":" in text and around:
            name, value = text.split(":", 1)
            around[-1][1][name.strip()] = value.strip()
        if match[0] == "}":
            selector, says = around.pop()
            if says:
                found.append(Rule(tuple(outer for outer, _ in around), selector, says))
    return found


@dataclass
class Color:
    """Linear sRGB, each part from 0 to 1, and how much of it covers what lies behind."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: "Color") -> "Color":
        """As browsers mix them: in the sRGB that screens get, not in the linear one."""
        parts = zip(self.parts(), ground.parts(), strict=True)
        mixed = (self.alpha * bent(top) + (1 - self.alpha) * bent(below) for top, below in parts)
        return Color(*map(straight, mixed))

    def parts(self) -> tuple[float, float, float]:
        return self.red, self.green, self.blue

    def luminance(self) -> float:
        return 0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue


def straight(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def bent(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def color(value: str) -> Color:
    """#rgb, #rgba, #rrggbb, #rrggbbaa, or oklch(lightness chroma hue / alpha)."""
    if value.startswith("#"):
        digits = value[1:] if len(value) > 5 else "".join(2 * digit for digit in value[1:])
        red, green, blue, *alpha = (
            int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)
        )
        return Color(straight(red), straight(green), straight(blue), *alpha)
    numbers = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: / ([\d.]+))?\)", value)
    lightness, chroma, hue, alpha = (float(number or 1) for number in numbers.groups())
    return oklab(
        lightness,
        chroma * math.cos(math.radians(hue)),
        chroma * math.sin(math.radians(hue)),
        alpha,
    )


def oklab(lightness: float, a: float, b: float, alpha: float) -> Color:
    """Björn Ottosson’s formulas: https://bottosson.github.io/posts/oklab/"""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return Color(*(min(max(part, 0), 1) for part in parts), alpha)


def contrast(one: Color, other: Color) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((one.luminance(), other.luminance()))
    return (lighter + 0.05) / (darker + 0.05)
