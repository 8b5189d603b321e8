"""The accounts of the people whom a convention names: found by their e-mail, or created."""

from __future__ import annotations

from dataclasses import dataclass

from portal import journal, mail
from portal.accounts.actions import create_account
from portal.accounts.models import User
from portal.base.errors import ActionError

from ..models import Agreement, Grant
from ..rights.actor import Actor
from ..rights.roles import Role


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as typed. `email` and `phone` are confirmed by a second entry."""

    last_name: str
    first_name: str
    email: str
    email_again: str
    phone: str = ""
    phone_again: str = ""
    mobility: str = User.Mobility.SEDENTARY

    @property
    def address(self) -> str:
        return self.email.strip().lower()

    def check(self, prefix: str = "") -> None:
        """ActionError when what was typed twice differs; `prefix` names the fields of one of several people."""
        errors = {}
        if self.address != self.email_again.strip().lower():
            errors[f"{prefix}email_again"] = ["Les deux adresses mail sont différentes. Saisissez deux fois la même."]
        if digits(self.phone) != digits(self.phone_again):
            errors[f"{prefix}phone_again"] = ["Les deux numéros sont différents. Saisissez deux fois le même."]
        if errors:
            raise ActionError(errors)


def digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit() or character == "+")


def account_for(actor: Actor, agreement: Agreement, identity: Identity) -> User:
    """The account of this e-mail, or a new one whose identifier leaves by mail. A known account stays as it is:
    nothing typed replaces what it holds, and nothing of it is told."""
    known = User.objects.filter(email__iexact=identity.address).first()
    if known is None:
        user = create_account(
            actor=actor.user,
            email=identity.address,
            first_name=identity.first_name,
            last_name=identity.last_name,
            phone=identity.phone,
            mobility=identity.mobility,
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
        )
    else:
        user = known
        mail.queue(
            "habpps/access_given",
            to=user,
            context={"agreement": agreement, "partner": agreement.partner, "given_by": actor.user},
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
        )
    journal.record(
        "habpps.user_created" if known is None else "habpps.user_linked",
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("accounts.user", user.pk),
        user=user.pk,
    )
    return user


def tell(user: User, agreement: Agreement, kind: str, *, actor: Actor, lines: list[str]) -> None:
    """A short message to somebody whose rights change; `lines`: the rights, in French."""
    mail.queue(
        f"habpps/{kind}",
        to=user,
        context={"lines": lines, "agreement": agreement, "partner": agreement.partner, "given_by": actor.user},
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
    )


def describe(grant: Grant) -> str:
    """« Approbateur, Structure Jeunesse, à partir du 01/02/2026 »: one right in a message."""
    place = grant.activity or grant.site
    parts = [Role(grant.role).label, str(place) if place else ""]
    end = f" jusqu'au {grant.valid_until:%d/%m/%Y}" if grant.valid_until else ""
    return f"{', '.join(filter(None, parts))}, à partir du {grant.valid_from:%d/%m/%Y}{end}"
