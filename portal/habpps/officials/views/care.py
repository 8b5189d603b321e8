"""The account of somebody of the Caf: looked after from their page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import PortalRequest, carry_out, full_name, page, redirect_done, render_page, url

from ..actions.care import (
    end_official_sessions,
    resend_official_invitation,
    reset_official_factor,
    reset_official_password,
    unlock_official,
)
from .officials import crumbs, get_official


def confirmation(
    heading: str, question: str, text: str, action: Callable, *, harmless: bool = True
) -> Callable[..., HttpResponse]:
    """A page that asks, then does `action` to one person. `text`: what is said once it is done; `harmless`: nothing is
    lost by it."""

    @page("GET", "POST")
    @once
    def view(request: PortalRequest, public_id: str) -> HttpResponse:
        grant = get_official(request, public_id)
        person = full_name(grant)
        form = ConfirmForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            touched = carry_out(form, lambda: action(actor=request.actor, grant=grant))
            if touched is not None:
                return redirect_done(request, text, "habpps:official", public_id=public_id)
        context = {
            "form": form,
            "heading": heading,
            "question": f"{person} : {question}",
            "submit_label": heading,
            "harmless": harmless,
            "cancel_url": url("official", public_id),
            "crumbs": crumbs((person, url("official", public_id)), (heading, "")),
        }
        return render_page(request, "screens/confirm", context)

    return view


official_invite = confirmation(
    "Renvoyer l'invitation",
    "un nouvel e-mail part à son adresse. Un lien envoyé auparavant ne vaut plus.",
    "L'invitation est repartie par e-mail.",
    resend_official_invitation,
)
official_password = confirmation(
    "Réinitialiser le mot de passe",
    "un lien à usage unique, valable 24 heures, part à son adresse mail. Le lien précédent ne vaut plus.",
    "Le lien est parti par e-mail.",
    reset_official_password,
)
official_sessions = confirmation(
    "Fermer les sessions ouvertes",
    "cette personne est déconnectée partout et devra se connecter à nouveau.",
    "Les sessions de cette personne sont fermées.",
    end_official_sessions,
)
official_unlock = confirmation(
    "Débloquer la connexion",
    "après des essais manqués, le portail fait attendre. Cette attente prend fin, et la personne peut réessayer.",
    "La connexion est débloquée : la personne peut réessayer tout de suite.",
    unlock_official,
)
official_factor = confirmation(
    "Réinitialiser le second facteur",
    "son second facteur et ses codes de secours sont supprimés, ses sessions fermées, et un e-mail l'en avertit."
    " Assurez-vous d'abord que la demande vient bien de cette personne.",
    "Le second facteur est supprimé : la personne en choisira un autre à sa prochaine connexion.",
    reset_official_factor,
    harmless=False,
)
