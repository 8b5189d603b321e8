"""The pages that ask before something is done for somebody's account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from portal.accounts.models import User
from portal.base.delays import WORDS
from portal.base.once import once
from portal.habpps.models import Grant
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url

from . import actions
from .actions import HelpPlace
from .forms import AddressForm


@dataclass(frozen=True)
class Help:
    """One thing to do for an account. `question` may say where a mail goes (`{to}`); `done`: what is said once it is
    done; `harmless`: nothing is lost by it."""

    heading: str
    question: str
    done: str
    action: Callable[..., User]
    harmless: bool = True


INVITATION = Help(
    "Renvoyer l'invitation",
    "un nouvel e-mail part à {to}. Un lien envoyé auparavant ne vaut plus.",
    "L'invitation est repartie par e-mail.",
    actions.resend_invitation,
)
PASSWORD = Help(
    "Réinitialiser le mot de passe",
    f"un lien à usage unique, valable {WORDS.link}, part à {{to}}. Le lien précédent ne vaut plus.",
    "Le lien est parti par e-mail.",
    actions.reset_password,
)
SESSIONS = Help(
    "Fermer les sessions ouvertes",
    "cette personne est déconnectée partout et devra se connecter à nouveau.",
    "Les sessions de cette personne sont fermées.",
    actions.end_sessions,
)
UNLOCK = Help(
    "Débloquer la connexion",
    "après des essais manqués, le portail fait attendre. Cette attente prend fin, et la personne peut réessayer.",
    "La connexion est débloquée : la personne peut réessayer tout de suite.",
    actions.unlock_sign_in,
)
FACTOR = Help(
    "Réinitialiser le second facteur",
    "son second facteur et ses codes de secours sont supprimés, ses sessions fermées, et un e-mail l'en avertit."
    " Assurez-vous d'abord que la demande vient bien de cette personne.",
    "Le second facteur est supprimé : la personne en choisira un autre à sa prochaine connexion.",
    actions.reset_second_factor,
    harmless=False,
)


@dataclass(frozen=True)
class HelpViews:
    """The confirmation pages of one place. `find`: the grant of an address, or 404; `person_page`: the name of the page
    to which they lead back; `crumbs`: what stands above the links given."""

    place: HelpPlace
    find: Callable[[PortalRequest, str], Grant]
    person_page: str
    crumbs: Callable[..., Crumbs]

    def view(self, kind: Help, *, to: str = "") -> Callable[..., HttpResponse]:
        """`to`: where the mail goes, in words; empty: the address itself."""

        @page("GET", "POST")
        @once
        def confirmation(request: PortalRequest, public_id: str) -> HttpResponse:
            grant = self.find(request, public_id)
            person = shown_person(grant)
            form = ConfirmForm(request.POST if request.method == "POST" else None)
            if request.method == "POST":
                user = carry_out(form, lambda: kind.action(place=self.place, actor=request.actor, grant=grant))
                if user is not None:
                    return redirect_done(request, kind.done, f"habpps:{self.person_page}", public_id=public_id)
            here = url(self.person_page, public_id)
            context = {
                "form": form,
                "heading": kind.heading,
                "question": f"{person.identified_name} : {kind.question.format(to=to or person.email)}",
                "submit_label": kind.heading,
                "harmless": kind.harmless,
                "cancel_url": here,
                "crumbs": self.crumbs(grant, (person.full_name, here), (kind.heading, "")),
            }
            return render_page(request, "screens/confirm", context)

        return confirmation

    def address_view(self) -> Callable[..., HttpResponse]:
        """« Corriger l'adresse » of an invitation that waits."""

        @page("GET", "POST")
        @once
        def correction(request: PortalRequest, public_id: str) -> HttpResponse:
            grant = self.find(request, public_id)
            person, here = shown_person(grant), url(self.person_page, public_id)
            form = AddressForm(request.POST if request.method == "POST" else None)
            if request.method == "POST":
                asked = {"place": self.place, "actor": request.actor, "grant": grant}
                if carry_out(form, lambda: actions.correct_address(**asked, **form.cleaned_data)) is not None:
                    text = (
                        f"L'invitation repart à {form.cleaned_data['email']}. Le lien envoyé auparavant ne vaut plus."
                    )
                    return redirect_done(request, text, f"habpps:{self.person_page}", public_id=public_id)
            waits = grant.invitation_id is not None and not person.refused and not grant.is_over(request.actor.today)
            context = {
                "form": form,
                "person": person,
                "why_not": "" if waits else self.place.no_invitation,
                "submit_label": "Corriger et renvoyer",
                "cancel_url": here,
                "crumbs": self.crumbs(grant, (person.full_name, here), ("Corriger l'adresse mail", "")),
            }
            return render_page(request, "account_help/address", context)

        return correction
