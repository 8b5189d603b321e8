from django.urls import path

from .views import connections, home, journal, letters, search, watches

urlpatterns = [
    path("conventions/<public_id>/historique", journal.agreement_history, name="agreement_history"),
    path("recherche/", search.search, name="search"),
    path("supervision/", home.supervision, name="supervision"),
    path("supervision/comptes-jamais-actives", watches.never_used, name="never_used"),
    path("supervision/utilisateurs-inactifs", watches.idle_users, name="idle_users"),
    path("supervision/administrateurs-manquants", watches.short_agreements, name="short_agreements"),
    path("supervision/conventions-qui-prennent-fin", watches.ending_agreements, name="ending_agreements"),
    path("supervision/connexions", connections.connections, name="connections"),
    path("supervision/mails", letters.letters, name="letters"),
    path("supervision/mails/<public_id>/renvoyer", letters.letter_resend, name="letter_resend"),
    path("supervision/journal", journal.journal_entries, name="journal"),
]
