"""Addresses of the board."""

from django.urls import path

from followthrough import views

urlpatterns = [
    path("follow-through/", views.board, name="board"),
    path("follow-through.csv", views.board_numbers, name="board_csv"),
]
