"""Django's admin shows people and teams, to look at. Changing them takes our own pages, which keep the audit log."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Team, User


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing can be added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """No."""
        return False


class UserAdmin(LookOnly):
    """People, without their passwords."""

    list_display = ("name", "email", "role", "is_active", "last_login")
    exclude = ("password",)


class TeamAdmin(LookOnly):
    """Teams."""

    list_display = ("name", "is_active")


# A site of our own: Django's has what every installed app puts there, second factors and all.
site = admin.AdminSite()
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # never past the second factor
site.site_header = site.site_title = "Debrief"
site.register(User, UserAdmin)
site.register(Team, TeamAdmin)
