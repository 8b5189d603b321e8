from django.urls import path

from .views import agreements, assignments, documents, grants, partners, rights, users

app_name = "habpps"
urlpatterns = [
    path("organismes/", partners.partners, name="partners"),
    path("organismes/types", partners.partner_types, name="partner_types"),
    path("organismes/enregistrer", partners.partner_register, name="partner_register"),
    path("organismes/<public_id>/", partners.partner, name="partner"),
    path("organismes/<public_id>/lieux/ajouter", partners.site_add, name="site_add"),
    path("conventions/", agreements.agreements, name="agreements"),
    path("conventions/enregistrer", agreements.agreement_record, name="agreement_record"),
    path("conventions/<public_id>/", agreements.agreement, name="agreement"),
    path("conventions/<public_id>/valider", agreements.agreement_validate, name="agreement_validate"),
    path("conventions/<public_id>/cloturer", agreements.agreement_close, name="agreement_close"),
    path("conventions/<public_id>/administrateurs/designer", agreements.administrator_name, name="administrator_name"),
    path("conventions/<public_id>/activites/ajouter", partners.activity_add, name="activity_add"),
    path("conventions/<public_id>/pieces/joindre", documents.document_add, name="document_add"),
    path("pieces/<public_id>/", documents.document, name="document"),
    path("pieces/<public_id>/retirer", documents.document_withdraw, name="document_withdraw"),
    path("conventions/<public_id>/groupes", agreements.groups, name="groups"),
    path("conventions/<public_id>/utilisateurs/", users.users, name="users"),
    path("conventions/<public_id>/utilisateurs/creer", users.user_create, name="user_create"),
    path("utilisateurs/<public_id>/", users.user, name="user"),
    path("utilisateurs/<public_id>/modifier", users.user_contact, name="user_contact"),
    path("utilisateurs/<public_id>/groupe", users.group_add, name="group_add"),
    path("utilisateurs/<public_id>/mot-de-passe", users.password_reset, name="password_reset"),
    path("utilisateurs/<public_id>/sessions", users.sessions_end, name="sessions_end"),
    path("habilitations/", assignments.assignments, name="assignments"),
    path("habilitations/habiliter", assignments.assign, name="assign"),
    path("habilitations/<public_id>/modifier", grants.grant_change, name="grant_change"),
    path("habilitations/<public_id>/supprimer", grants.grant_end, name="grant_end"),
    path("mes-droits", rights.my_rights, name="my_rights"),
    path("supervision/journal", rights.journal_entries, name="journal"),
]
