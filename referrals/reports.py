"""Two pages for staff: the numbers for the board, and the export of referrals."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from referrals.desk import render_page, staff_page
from referrals.export import COLUMNS, PERSONAL_COLUMNS, csv_lines, moment, rows_of
from referrals.models import Look, LookReason, Referral, Status
from referrals.numbers import Numbers, monday_of

LONGEST_PERIOD = 366  # days


class DayField(forms.DateField):
    def __init__(self, label, **kwargs):
        wrong = "Enter a day as year-month-day, such as 2026-11-24."
        super().__init__(
            label=label,
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            validators=[
                MinValueValidator(date(2000, 1, 1), wrong),
                MaxValueValidator(date(2099, 12, 31), wrong),
            ],
            error_messages={"invalid": wrong, "required": wrong},
            **kwargs,
        )


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    first = DayField("From")
    last = DayField("To")

    def add_prefix(self, field_name):
        """As an address names them: ?from=…&to=… (“from” cannot be the name of an attribute)."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self):
        answers = super().clean()
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", "Enter a day that is not before “From”.")
        return answers


class NumbersForm(PeriodForm):
    def clean(self):
        answers = super().clean()
        first, last = answers.get("first"), answers.get("last")
        if first and last and (last - first).days >= LONGEST_PERIOD:
            self.add_error("last", f"Choose at most {LONGEST_PERIOD} days.")
        return answers


class ExportForm(PeriodForm):
    field_order = ["columns", "personal", "first", "last", "status", "reason"]

    columns = forms.MultipleChoiceField(
        label="Columns",
        required=False,
        choices=[(name, column.label) for name, column in COLUMNS.items()],
        initial=list(COLUMNS),
        widget=forms.CheckboxSelectMultiple,
    )
    personal = forms.MultipleChoiceField(
        label="Personal columns",
        required=False,
        choices=[(name, column.label) for name, column in PERSONAL_COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Who a family is, and what it wrote. Choose only what the reason needs.",
    )
    first = DayField("Received from", required=False)
    last = DayField("Received to", required=False)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any"), *Status.choices]
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *LookReason.choices],
        help_text="Kept with your name and the time, and written in the file.",
        error_messages={"required": "Choose why you need this file."},
    )

    def clean(self):
        answers = super().clean()
        if not {"columns", "personal"} & self.errors.keys() and not self.chosen_columns():
            raise ValidationError("Choose at least one column.")
        return answers

    def in_short(self) -> str:
        """What the file holds, for those who look after exports."""
        answers = self.cleaned_data
        personal = [PERSONAL_COLUMNS[name].label for name in answers["personal"]]
        return (
            f"received {answers['first'] or '…'} to {answers['last'] or '…'},"
            f" status {answers['status'] or 'any'}; {len(answers['columns'])} columns;"
            f" personal: {', '.join(personal) or 'none'}"
        )[:500]

    def chosen_columns(self) -> list:
        chosen = {*self.cleaned_data["columns"], *self.cleaned_data["personal"]}
        return [column for name, column in (COLUMNS | PERSONAL_COLUMNS).items() if name in chosen]


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
    exact = request.user.has_perm("referrals.see_all_numbers")
    counted = Numbers(Referral.objects.visible_to(request.user), first, last, exact)
    charts = [counted.by_week(), counted.by_county(), counted.by_concern(), counted.by_language()]
    tables = [counted.time_to_first_call(), counted.tried(), counted.share_in_time()]
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
        look = Look.objects.create(
            person=request.user,
            what=Look.What.EXPORTED,
            reason=answers["reason"],
            detail=form.in_short(),
        )
    referrals = Referral.objects.visible_to(request.user).believed()
    referrals = referrals.received_between(answers["first"], answers["last"])
    if answers["status"]:
        referrals = referrals.filter(status=answers["status"])
    return csv_file(f"referrals-{timezone.localdate()}.csv", export_rows(look, referrals, columns))


def export_rows(look, referrals, columns):
    """Who made the file, when and why; then what is in it."""
    maker = look.person.get_full_name() or look.person.get_username()
    reason = look.get_reason_display()
    yield ["Made by", maker, "on", moment(look.at), "Reason", reason, "Columns", len(columns)]
    yield from rows_of(referrals, columns)


def csv_file(name: str, rows) -> StreamingHttpResponse:
    """A download that is sent while it is made. The admin’s views are no-store already."""
    return StreamingHttpResponse(
        csv_lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
