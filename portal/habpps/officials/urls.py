from django.urls import path

from .views import care, officials

urlpatterns = [
    path("supervision/agents/", officials.officials, name="officials"),
    path("supervision/agents/nommer", officials.official_name, name="official_name"),
    path("supervision/agents/<public_id>/", officials.official, name="official"),
    path("supervision/agents/<public_id>/terminer", officials.official_end, name="official_end"),
    path("supervision/agents/<public_id>/rouvrir", officials.official_reopen, name="official_reopen"),
    path("supervision/agents/<public_id>/invitation", care.official_invite, name="official_invite"),
    path("supervision/agents/<public_id>/adresse", care.official_address, name="official_address"),
    path("supervision/agents/<public_id>/mot-de-passe", care.official_password, name="official_password"),
    path("supervision/agents/<public_id>/sessions", care.official_sessions, name="official_sessions"),
    path("supervision/agents/<public_id>/debloquer", care.official_unlock, name="official_unlock"),
    path("supervision/agents/<public_id>/second-facteur", care.official_factor, name="official_factor"),
]
