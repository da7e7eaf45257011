"""All of Debrief, and beside it the bare views it is measured against."""

from django.urls import include, path

from bench import yardstick

urlpatterns = [
    path("yardstick/empty/", yardstick.empty),
    path("yardstick/list/", yardstick.listing),
    path("yardstick/page/", yardstick.page),
    path("yardstick/board/", yardstick.board),
    path("yardstick/postmortem/", yardstick.postmortem),
    path("yardstick/search/", yardstick.search),
    path("yardstick/similar/", yardstick.similar),
    path("yardstick/known/", yardstick.known),
    path("yardstick/say/", yardstick.say),
    path("yardstick/append/", yardstick.append),
    path("yardstick/declare/", yardstick.declare),
    path("yardstick/report/", yardstick.report),
    path("", include("config.urls")),
]
