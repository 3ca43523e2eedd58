# Months in full, as everywhere on this site; Django's own is "Nov. 23, 2026".
DATE_FORMAT = "F j, Y"
# 9:00 a.m., and never "9 a.m." beside "9:30 a.m.", nor "noon"
TIME_FORMAT = "g:i a"
DATETIME_FORMAT = "N j, Y, g:i a"
