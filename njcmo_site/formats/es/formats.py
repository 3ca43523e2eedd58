# 9:00 a. m., as Spanish is written in the United States; Django's own counts to 24.
TIME_FORMAT = "g:i a"
DATETIME_FORMAT = r"j \d\e F \d\e Y, g:i a"
