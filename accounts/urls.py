"""Addresses of accounts. Of allauth's pages only those that are wanted have one."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from accounts.http import refusals_are_422 as plain
from accounts.views import company, leaving, passkeys, people, second_factor, sessions, settings, sign_in, teams

urlpatterns = [
    path("login/", plain(sign_in.LoginView.as_view()), name="account_login"),
    path("login/example/<str:role>/", sign_in.example_login, name="example_login"),
    path("login/link/<str:token>/", sign_in.sign_in_link, name="sign_in_link"),
    path("login/code/", plain(mfa.authenticate), name="mfa_authenticate"),
    path("invitation/<str:token>/", sign_in.invitation, name="invitation"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/forgotten/", plain(account.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        plain(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("profile/", settings.profile, name="profile"),
    path("profile/password/", plain(account.password_change), name="account_change_password"),
    path("profile/password/first/", plain(account.password_set), name="account_set_password"),
    path("profile/sessions/", sessions.sessions, name="sessions"),
    path("profile/sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("profile/sessions/end-others/", sessions.end_others, name="sessions_end_others"),
    path("profile/confirm/", plain(account.reauthenticate), name="account_reauthenticate"),
    path("profile/confirm/code/", plain(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("profile/confirm/passkey/", plain(passkeys.Confirm.as_view()), name="mfa_reauthenticate_webauthn"),
    path("profile/second-factor/", mfa.index, name="mfa_index"),
    path("profile/second-factor/app/", plain(totp.activate_totp), name="mfa_activate_totp"),
    path("profile/second-factor/app/move/", plain(second_factor.NewPhone.as_view()), name="mfa_move_totp"),
    path("profile/second-factor/app/remove/", plain(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("profile/second-factor/passkey/", plain(passkeys.Add.as_view()), name="mfa_add_webauthn"),
    path("profile/second-factor/passkey/<int:pk>/", plain(passkeys.Rename.as_view()), name="mfa_edit_webauthn"),
    path(
        "profile/second-factor/passkey/<int:pk>/remove/", plain(passkeys.Remove.as_view()), name="mfa_remove_webauthn"
    ),
    path("profile/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("profile/second-factor/codes/new/", plain(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("profile/second-factor/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("settings/", settings.settings, name="settings"),
    path("settings/audit/", settings.audit_log, name="audit_log"),
    path("settings/people/", people.people, name="people"),
    path("settings/company/", company.company, name="company"),
    path("settings/company/settle/", company.settle, name="company_settle"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/invite/many/", company.invite_many, name="invite_many"),
    path("settings/people/invited/", people.invited, name="invited"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/edit/", people.edit, name="person_edit"),
    path("settings/people/<int:pk>/role/", people.role, name="person_role"),
    path("settings/people/<int:pk>/customers/", people.customer_scope, name="person_customer_scope"),
    path("settings/people/<int:pk>/invite/", people.invite_anew, name="person_invite"),
    path("settings/people/<int:pk>/end-sessions/", people.end_sessions, name="person_end_sessions"),
    path("settings/people/<int:pk>/second-factor/", people.remove_second_factor, name="person_second_factor"),
    path("settings/people/<int:pk>/deactivate/", leaving.deactivate, name="person_deactivate"),
    path("settings/people/<int:pk>/reactivate/", leaving.reactivate, name="person_reactivate"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.new_team, name="team_new"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
    path("settings/teams/<int:pk>/edit/", teams.edit, name="team_edit"),
    path("settings/teams/<int:pk>/people/", teams.put_in, name="team_put_in"),
    path("settings/teams/<int:pk>/people/<int:person_pk>/leave/", teams.take_out, name="team_take_out"),
]
