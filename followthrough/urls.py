"""Addresses of the board, of policies, pauses and calendars, and of what happened again."""

from django.urls import path

from followthrough.views import acting, board, calendars, pauses, policies, recurrences, saved

urlpatterns = [
    path("follow-through/", board.board, name="board"),
    path("follow-through.csv", board.board_numbers, name="board_csv"),
    path("follow-through/waiting/", recurrences.board_waiting, name="board_waiting"),
    path("incidents/<int:number>/recurrences/<int:item>/", recurrences.recurrence, name="recurrence"),
    path("follow-through-figures.csv", board.board_figures, name="board_figures_csv"),
    path("action-items/<int:number>/pause/", pauses.pause_new, name="pause_new"),
    path("action-items/<int:number>/pause/end/", pauses.pause_end, name="pause_end"),
    path("settings/policies/", policies.policy_list, name="policy_list"),
    path("settings/policies/new/", policies.policy_new, name="policy_new"),
    path("settings/policies/<int:pk>/", policies.policy_edit, name="policy_edit"),
    path("settings/policies/<int:pk>/up/", policies.policy_move, {"up": True}, name="policy_up"),
    path("settings/policies/<int:pk>/down/", policies.policy_move, {"up": False}, name="policy_down"),
    path("follow-through/items/<int:number>/", acting.board_item, name="board_item"),
    path("follow-through/items/<int:number>/ask/", acting.board_ask, name="board_ask"),
    path("follow-through/questions/<int:number>/", acting.owner_question, name="owner_question"),
    path("follow-through/views/", saved.saved_views, name="saved_views"),
    path("follow-through/views/<int:number>/", saved.saved_view, name="saved_view"),
    path("follow-through/views/<int:number>/delete/", saved.saved_view_delete, name="saved_view_delete"),
    path("profile/calendar/", calendars.calendars, name="calendars"),
    path("profile/calendar/new/", calendars.calendar_new, name="calendar_new"),
    path("profile/calendar/<int:pk>/end/", calendars.calendar_end, name="calendar_end"),
    path("calendars/<str:secret>.ics", calendars.calendar_file, name="calendar_file"),
]
