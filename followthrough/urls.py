"""Addresses of the board."""

from django.urls import path

from followthrough.views import acting, board, saved

urlpatterns = [
    path("follow-through/", board.board, name="board"),
    path("follow-through.csv", board.board_numbers, name="board_csv"),
    path("follow-through/items/<int:number>/", acting.board_item, name="board_item"),
    path("follow-through/items/<int:number>/ask/", acting.board_ask, name="board_ask"),
    path("follow-through/questions/<int:number>/", acting.owner_question, name="owner_question"),
    path("follow-through/views/", saved.saved_views, name="saved_views"),
    path("follow-through/views/<int:number>/", saved.saved_view, name="saved_view"),
    path("follow-through/views/<int:number>/delete/", saved.saved_view_delete, name="saved_view_delete"),
]
