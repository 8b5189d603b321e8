from django.urls import path

from .views import answering, proposing

urlpatterns = [
    path("propositions/", answering.proposals, name="proposals"),
    path("propositions/<public_id>/", answering.proposal, name="proposal"),
    path("propositions/<public_id>/accepter", answering.proposal_accept, name="proposal_accept"),
    path("propositions/<public_id>/refuser", answering.proposal_refuse, name="proposal_refuse"),
    path("propositions/<public_id>/annuler", answering.proposal_cancel, name="proposal_cancel"),
    path("organismes/<public_id>/proposer/modification", proposing.proposal_change, name="proposal_change"),
    path("organismes/<public_id>/proposer/cloture", proposing.proposal_close, name="proposal_close"),
    path("organismes/<public_id>/proposer/reouverture", proposing.proposal_reopen, name="proposal_reopen"),
    path("lieux/<public_id>/proposer/modification", proposing.site_proposal_change, name="site_proposal_change"),
    path("lieux/<public_id>/proposer/fermeture", proposing.site_proposal_close, name="site_proposal_close"),
    path("lieux/<public_id>/proposer/reouverture", proposing.site_proposal_reopen, name="site_proposal_reopen"),
]
