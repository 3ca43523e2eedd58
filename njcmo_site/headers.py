"""What every answer tells a browser, whoever gives it: Django, or the server in its place."""

# A browser gives none of these to a page that does not ask; a page of ours never asks.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)
# Clear-Site-Data, also of what “Back” would show: not the cookies, one of which says who has left.
FORGET_PAGES = '"cache", "storage"'
HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": the browser would then send "Origin: null", and Django refuse every form.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
