"""Pages for staff beside the lists and forms of the admin; all below /admin/desk/."""

from django.urls import include, path

from referrals.desk import everything, hand_overs, same_family, searching, views

app_name = "desk"

urlpatterns = [
    path("next-call/", views.next_call, name="next_call"),
    path("search/", searching.search, name="search"),
    path("<int:pk>/take/", views.take, name="take"),
    path("<int:pk>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/reveal/", views.reveal, name="reveal"),
    path("<int:pk>/print/", views.print_referral, name="print"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("<int:pk>/call/", views.call, name="call"),
    path("<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/", hand_overs.answer, name="answer_hand_over"),
    path("hand-overs/<int:pk>/take-back/", hand_overs.take_back, name="take_back_hand_over"),
    path("<int:pk>/compare/<int:other>/", views.compare, name="compare"),
    path("undo/<int:pk>/", views.undo, name="undo"),
    path("<int:pk>/everything/", everything.everything, name="everything"),
    path("<int:pk>/erase/", everything.erase, name="erase"),
    path("<int:pk>/duplicate-of/<int:kept>/", same_family.close, name="close_as_duplicate"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/pin/", views.pin, name="pin"),
    path("", include("referrals.by_phone.urls")),
    path("", include("referrals.board.urls")),
]
