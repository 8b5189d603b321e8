from django.urls import path

from .views import lead, organisations, sites, types

urlpatterns = [
    path("organismes/", organisations.partners, name="partners"),
    path("organismes/types", types.partner_types, name="partner_types"),
    path("organismes/types/creer", types.partner_type_create, name="partner_type_create"),
    path("organismes/types/<public_id>/renommer", types.partner_type_rename, name="partner_type_rename"),
    path("organismes/enregistrer", organisations.partner_register, name="partner_register"),
    path("organismes/<public_id>/", organisations.partner, name="partner"),
    path("organismes/<public_id>/modifier", organisations.partner_change, name="partner_change"),
    path("organismes/<public_id>/rouvrir", organisations.partner_reopen, name="partner_reopen"),
    path("organismes/<public_id>/pilotage/transferer", lead.partner_lead_transfer, name="partner_lead_transfer"),
    path("organismes/<public_id>/pilotage/reprendre", lead.partner_lead_take, name="partner_lead_take"),
    path("organismes/<public_id>/lieux/ajouter", sites.site_add, name="site_add"),
    path("lieux/<public_id>/modifier", sites.site_change, name="site_change"),
    path("lieux/<public_id>/fermer", sites.site_close, name="site_close"),
    path("lieux/<public_id>/rouvrir", sites.site_reopen, name="site_reopen"),
]
