"""What an address of the admin's lists may ask the database."""

import re


class FilterLookupsOnly:
    """First base of every ModelAdmin: a list answers the filters beside it, and nothing else.

    Django lets an address name any column and any comparison, such as ?title__regex=… and
    ?referral__status=…: it would tell staff of one role about rows of another, and fail where a
    value does not fit.
    """

    def lookup_allowed(self, lookup, value, request):
        name = re.sub(r"(__\w+?)?__(exact|isnull)$", "", lookup)
        return name in self.list_filter and name != lookup
