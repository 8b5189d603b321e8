from datetime import timedelta

from portal.base.jobs import Job, declare

from . import reminders, retention

DAY = timedelta(days=1)

declare(
    Job(
        "remind_of_activation", timedelta(hours=1), reminders.remind_activations, "Liens d'activation qui prennent fin"
    ),
    Job("close_never_activated", DAY, retention.close_never_activated, "Clôture des comptes jamais activés"),
    Job("tell_dormant", DAY, retention.tell_dormant, "Avis aux comptes inutilisés depuis deux ans"),
    Job("anonymise_dormant", DAY, retention.anonymise_dormant, "Anonymisation des comptes inutilisés"),
    Job("purge_traces", DAY, retention.purge_traces, "Purge des sessions, liens et essais anciens"),
    Job("purge_letters", DAY, retention.purge_letters, "Purge des courriels anciens"),
)
