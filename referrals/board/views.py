"""Two pages for staff: the numbers for the board, and the export of referrals."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from njcmo_site.still_you import asks_again
from referrals.board.export import csv_lines, moment, rows_of
from referrals.board.forms import ExportForm, NumbersForm
from referrals.board.numbers import Numbers, monday_of
from referrals.desk.pages import render_page, staff_page
from referrals.models import Look, Referral
from referrals.models.people import name_of


@staff_page("referrals.view_referral")
@require_safe
def numbers(request, as_csv=False):
    """Without dates in the address: the last twelve full weeks, and this one so far."""
    today = timezone.localdate()
    default = {"from": monday_of(today) - timedelta(weeks=12), "to": today}
    form = NumbersForm(request.GET if {"from", "to"} & request.GET.keys() else default)
    title = "Numbers for the board"
    if not form.is_valid():
        return render_page(request, "board/numbers.html", title, 422, form=form)

    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    # For everybody: what stands here is handed on, on paper and as a file.
    counted = Numbers(Referral.objects.visible_to(request.user), first, last, exact=False)
    charts = [counted.by_outcome(), counted.by_week(), counted.by_county(), counted.by_concern()]
    charts.append(counted.by_language())
    tables = [*counted.outcomes_by_language(), counted.time_to_first_call(), counted.tried()]
    tables.append(counted.share_in_time())
    if as_csv:
        return csv_file(f"numbers-{first}-to-{last}.csv", long_format(charts + tables))
    found = {"numbers": counted, "charts": charts, "tables": tables}
    return render_page(request, "board/numbers.html", title, form=form, **found)


def long_format(tables):
    yield ["table", "group", "number"]
    for table in tables:
        title = f"{table.title}, in {table.unit}" if table.unit else table.title
        for group in table.groups:
            yield [title, group.label, group.shown if group.number is None else group.number]


@staff_page("referrals.export_referral")
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_page(
            request,
            "board/export.html",
            "Export referrals",
            422 if form.is_bound else 200,
            form=form,
        )

    answers, columns = form.cleaned_data, form.chosen_columns()
    # On its own, and before the first row: whoever breaks off has seen what came until then.
    with transaction.atomic(durable=True):
        look = Look.objects.note(
            request.user, Look.What.EXPORTED, reason=answers["reason"], detail=form.in_short()
        )
    referrals = Referral.objects.visible_to(request.user).believed()
    referrals = referrals.received_between(answers["first"], answers["last"])
    if answers["status"]:
        referrals = referrals.filter(status=answers["status"])
    return csv_file(f"referrals-{timezone.localdate()}.csv", export_rows(look, referrals, columns))


def export_rows(look, referrals, columns):
    """Who made the file, when and why; then what is in it."""
    reason = look.get_reason_display()
    yield [
        "Made by",
        name_of(look.person),
        "on",
        moment(look.at),
        "Reason",
        reason,
        "Columns",
        len(columns),
    ]
    yield from rows_of(referrals, columns)


def csv_file(name: str, rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """A download that is sent while it is made. The admin’s views are no-store already."""
    return StreamingHttpResponse(
        csv_lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
