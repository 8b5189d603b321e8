"""Who is told of a precaution of the Caf, and of its end."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import ABOUT
from portal.habpps.models import Agreement, Measure
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import administrators
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.shown import shown_person
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

from .rules import reason_is_told


def concerned(measure: Measure, actor: Actor) -> list[User]:
    """The person, if the measure is over one, first; then the convention's administrators."""
    person = measure.membership.user if measure.membership else None
    ids = administrators(measure.agreement, actor.today) - {person.pk if person else 0}
    others = list(User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "id"))
    return [person, *others] if person else others


def mail_taken(measure: Measure, actor: Actor) -> None:
    _queue(MEASURE_TAKEN_MAIL, measure, actor, measure.reason)


def mail_lifted(measure: Measure, actor: Actor) -> None:
    _queue(MEASURE_LIFTED_MAIL, measure, actor, measure.lift_reason)


def _queue(kind: MailKind, measure: Measure, actor: Actor, reason: str) -> None:
    agreement = Agreement.objects.select_related("partner", "caf").get(pk=measure.agreement_id)
    person = measure.membership.user if measure.membership else None
    name = shown_person(measure.membership).full_name if measure.membership else ""
    for user in concerned(measure, actor):
        own = user == person
        context = {
            "measure": measure.kind,
            "own": own,
            "person": name,
            "agreement": agreement,
            "partner": partner_in_mails(agreement),
            "caf": agreement.caf,
            "reason": reason if reason_is_told(measure.kind, own=own) else "",
        }
        queue_mail(kind, to=user, context=context, caf_id=agreement.caf_id, agreement_id=agreement.pk)


def _example() -> dict[str, Any]:
    reason = "Connexions inhabituelles signalées le 12 octobre, vérification en cours."
    return {**ABOUT, "measure": "SUSPEND_PERSON", "own": True, "person": "Camille Exemple", "reason": reason}


MEASURE_TAKEN_MAIL = MailKind("habpps/measure_taken", "Mesure de précaution prise par la Caf", _example)
MEASURE_LIFTED_MAIL = MailKind("habpps/measure_lifted", "Mesure de précaution levée", _example)

declare_mails(MEASURE_TAKEN_MAIL, MEASURE_LIFTED_MAIL)
