"""Draws what lies below the words in pictures of shared links, and the icons.

See script/share-pictures. The words are put on it by services/share_pictures/drawing.py.
"""

import os
import struct
import tempfile
import zlib
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
WIDTH, HEIGHT = 1200, 630
CLOTH = {"ball": "leaf", "bow": "sky", "bowl": "tomato", "button": "plum", "cans": "tomato",
         "kite": "sky", "pencil": "leaf", "rainbow": "marigold", "sneaker": "teal", "sock": "teal",
         "swing": "marigold", "toothbrush": "sky", "umbrella": "plum"}  # fmt: skip

PICTURE = """<!DOCTYPE html><meta charset="utf-8">
<link rel="stylesheet" href="{static}/css/site.css">
<style>
  body {{ inline-size: 1200px; block-size: 630px; min-block-size: 0; justify-content: center;
    padding: 0 72px; background: var(--denim); --u: 4px; }}
  .patch {{ inline-size: 420px; margin-inline-start: auto; }}
</style>
<body><span class="patch {cloth}"><img src="{static}/img/{picture}.svg" alt=""></span></body>"""

ICON = """<!DOCTYPE html><meta charset="utf-8"><style>
  * {{ margin: 0; }} body {{ background: {background}; }}
  img {{ display: block; inline-size: {size}px; block-size: {size}px; }}
</style><img src="{static}/img/button.svg" alt="">"""


def drawn(page: Page, html: str, width: int, height: int) -> bytes:
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
        file.write(html)
        file.flush()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"file://{file.name}")
        page.evaluate("document.fonts.ready")
        return page.screenshot(omit_background=True)


PIXELS = """async png => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const {data} = canvas.getImageData(0, 0, image.width, image.height);
  let pixels = '';
  for (let i = 0; i < data.length; i += 4) {
    pixels += String.fromCharCode(data[i], data[i + 1], data[i + 2]);
  }
  return btoa(pixels);
}"""


def packed(page: Page, png: bytes, width: int, height: int) -> bytes:
    """The same picture in fewer bytes: the browser packs for speed."""
    pixels = b64decode(page.evaluate(PIXELS, b64encode(png).decode()))
    rows = [b"\0" + pixels[start : start + 3 * width] for start in range(0, len(pixels), 3 * width)]
    chunks = {
        b"IHDR": struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(b"".join(rows), 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks.items()
    )


def ico(pngs: dict[int, bytes]) -> bytes:
    """The file of an icon in several sizes."""
    head, place = struct.pack("<3H", 0, 1, len(pngs)), 6 + 16 * len(pngs)
    for size, png in pngs.items():
        head += struct.pack("<4B2H2I", size, size, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return head + b"".join(pngs.values())


def main() -> None:
    static = f"file://{STATIC}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=["--no-sandbox", "--allow-file-access-from-files"],  # for the font
        )
        page = browser.new_page(color_scheme="light")
        for picture, cloth in CLOTH.items():
            html = PICTURE.format(static=static, cloth=cloth, picture=picture)
            path = STATIC / f"img/share/{picture}.png"
            png = drawn(page, html, WIDTH, HEIGHT)
            path.write_bytes(packed(page, png, WIDTH, HEIGHT))

        def icon(size: int, background: str) -> bytes:
            html = ICON.format(static=static, size=size, background=background)
            return drawn(page, html, size, size)

        (STATIC / "root/favicon.ico").write_bytes(
            ico({size: icon(size, "transparent") for size in (16, 32, 48)})
        )
        (STATIC / "root/apple-touch-icon.png").write_bytes(icon(180, "#fdfaf3"))
        browser.close()


if __name__ == "__main__":
    main()
