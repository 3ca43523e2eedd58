"""Pages for staff beside the lists and forms of the admin; all below /admin/desk/."""

from django.urls import path

from referrals import desk, reports

app_name = "desk"

urlpatterns = [
    path("next-call/", desk.next_call, name="next_call"),
    path("search/", desk.search, name="search"),
    path("<int:pk>/take/", desk.take, name="take"),
    path("<int:pk>/release/", desk.release, name="release"),
    path("<int:pk>/reveal/", desk.reveal, name="reveal"),
    path("<int:pk>/print/", desk.print_referral, name="print"),
    path("<int:pk>/call/", desk.call, name="call"),
    path("<int:pk>/hand-over/", desk.hand_over, name="hand_over"),
    path("<int:pk>/compare/<int:other>/", desk.compare, name="compare"),
    path("notes/<int:pk>/", desk.note, name="note"),
    path("notes/<int:pk>/pin/", desk.pin, name="pin"),
    path("numbers/", reports.numbers, name="numbers"),
    path("numbers.csv", reports.numbers, {"as_csv": True}, "numbers_csv"),
    path("export/", reports.export, name="export"),
]
