"""Addresses of the board, and of calendars."""

from django.urls import path

from followthrough.views import board, calendars

urlpatterns = [
    path("follow-through/", board.board, name="board"),
    path("follow-through.csv", board.board_numbers, name="board_csv"),
    path("profile/calendar/", calendars.calendars, name="calendars"),
    path("profile/calendar/new/", calendars.calendar_new, name="calendar_new"),
    path("profile/calendar/<int:pk>/end/", calendars.calendar_end, name="calendar_end"),
    path("calendars/<str:secret>.ics", calendars.calendar_file, name="calendar_file"),
]
