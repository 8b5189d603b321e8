from django.urls import path

from .views import activities, enrolments, life, listing, papers, partner_ends, record

urlpatterns = [
    path("organismes/<public_id>/cloturer", partner_ends.partner_close, name="partner_close"),
    path("conventions/", listing.agreements, name="agreements"),
    path("conventions/enregistrer", record.agreement_record, name="agreement_record"),
    path("conventions/<public_id>/", listing.agreement, name="agreement"),
    path("conventions/<public_id>/valider", listing.agreement_validate, name="agreement_validate"),
    path("conventions/<public_id>/modifier", life.agreement_change, name="agreement_change"),
    path("conventions/<public_id>/cloturer", life.agreement_close, name="agreement_close"),
    path("conventions/<public_id>/supprimer", life.agreement_delete, name="agreement_delete"),
    path("conventions/<public_id>/bulletins/ajouter", enrolments.enrolment_add, name="enrolment_add"),
    path("conventions/<public_id>/bulletins/<code>/terminer", enrolments.enrolment_end, name="enrolment_end"),
    path("conventions/<public_id>/administrateurs/designer", listing.administrator_name, name="administrator_name"),
    path("conventions/<public_id>/activites/ajouter", activities.activity_add, name="activity_add"),
    path("activites/<public_id>/modifier", activities.activity_change, name="activity_change"),
    path("activites/<public_id>/fermer", activities.activity_close, name="activity_close"),
    path("activites/<public_id>/rouvrir", activities.activity_reopen, name="activity_reopen"),
    path("conventions/<public_id>/pieces/joindre", papers.document_add, name="document_add"),
    path("pieces/<public_id>/", papers.document, name="document"),
    path("pieces/<public_id>/retirer", papers.document_withdraw, name="document_withdraw"),
]
