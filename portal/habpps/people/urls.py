from django.urls import path

from .views import care, departures, groups, selection, users

urlpatterns = [
    path("conventions/<public_id>/groupes", groups.groups, name="groups"),
    path("conventions/<public_id>/groupes/retirer", groups.groups_leave, name="groups_leave"),
    path("conventions/<public_id>/utilisateurs/", users.users, name="users"),
    path("conventions/<public_id>/utilisateurs/creer", users.user_create, name="user_create"),
    path("utilisateurs/<public_id>/", users.user, name="user"),
    path("conventions/<public_id>/utilisateurs/selection/groupe", selection.users_group, name="users_group"),
    path("conventions/<public_id>/utilisateurs/selection/inviter", selection.users_invite, name="users_invite"),
    path("conventions/<public_id>/utilisateurs/selection/cloturer", selection.users_close, name="users_close"),
    path("utilisateurs/<public_id>/modifier", care.user_contact, name="user_contact"),
    path("utilisateurs/<public_id>/groupe", care.group_add, name="group_add"),
    path("utilisateurs/<public_id>/cloturer", care.user_close, name="user_close"),
    path("utilisateurs/<public_id>/rouvrir", care.user_reopen, name="user_reopen"),
    path("utilisateurs/<public_id>/invitation", care.invitation_resend, name="invitation_resend"),
    path("utilisateurs/<public_id>/adresse", care.invitation_address, name="invitation_address"),
    path("utilisateurs/<public_id>/mot-de-passe", care.password_reset, name="password_reset"),
    path("utilisateurs/<public_id>/sessions", care.sessions_end, name="sessions_end"),
    path("utilisateurs/<public_id>/debloquer", care.sign_in_unlock, name="sign_in_unlock"),
    path("utilisateurs/<public_id>/second-facteur", care.factor_reset, name="factor_reset"),
    path("utilisateurs/<public_id>/depart", departures.departure, name="departure"),
]
