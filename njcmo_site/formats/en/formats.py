DATE_FORMAT = (
    "F j, Y"  # months in full, as everywhere on this site; Django's own is "Nov. 23, 2026"
)
