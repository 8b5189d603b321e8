"""How long a session lives, who must sign in, and what must be done before anything else."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from portal.base.addresses import without_emails
from portal.base.delays import WORDS
from portal.base.french import typeset
from portal.base.urls import reverse

from .paths import is_own_path
from .second_factor.requirement import must_set_up_second_factor
from .sessions import kept_forms
from .sessions.actions import record_sign_out
from .sessions.store import CLOSED, IDLE, STARTED, TOO_LONG, note_activity, start_session, why_ended

GetResponse = Callable[[HttpRequest], HttpResponse]

WHY = {
    IDLE: f"Votre session a pris fin après {WORDS.idle} sans activité.",
    TOO_LONG: f"Votre session a pris fin : elle dure {WORDS.session} au plus.",
    CLOSED: "Votre session a été fermée.",
}
BACK = "Connectez-vous à nouveau : vous reviendrez à la page où vous étiez."
KEPT = "Connectez-vous à nouveau : votre saisie vous attend, rien n'en est perdu."
NOT_KEPT = "Connectez-vous à nouveau : votre dernière saisie n'a pas été enregistrée, il faudra la recommencer."
RETURNED = "Votre saisie est de retour dans cette page. Vérifiez-la, puis envoyez-la : rien n'a encore été enregistré."

# Pages of other rooms that need nobody signed in; the accounts' own say so by `login_not_required`.
PUBLIC = frozenset(
    {"accessibility", "legal", "personal_data", "sitemap", "contact", "live", "ready", "guide", "style_guide"}
)


def is_public(request: HttpRequest, view: Callable) -> bool:
    return not getattr(view, "login_required", True) or request.resolver_match.view_name in PUBLIC


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script sent it (htmx, autosave, the time-out warning): it cannot follow a redirect to sign-in."""
    headers = request.headers
    is_script = "HX-Request" in headers or "X-Requested-With" in headers
    return (
        is_script
        or request.resolver_match.view_name == "session_extend"
        or headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    )


def page_of(request: HttpRequest) -> str:
    """The path of the page where the person is: the request's own, or the one it was sent from."""
    if request.method == "GET" and not is_from_script(request):
        return request.get_full_path()
    try:
        referer = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    except ValueError:  # « http://[ »
        return reverse("home")
    path = without_emails(referer.geturl())
    return path if referer.netloc == request.get_host() and is_own_path(path) else reverse("home")


class SessionLifeMiddleware:
    """Ends sessions on the server, idle or too long, outside the guard that keeps GETs from writing.

    The person is read here for the first time: the session of an account that changed ends here too.
    """

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session_ended, request.former_user_id = self._check_session(request)
        return self.get_response(request)

    def _check_session(self, request: HttpRequest) -> tuple[str | None, int | None]:
        session = request.session
        had_cookie = session.session_key is not None
        owner = session.get(SESSION_KEY)
        if owner is None:
            # A cookie whose session no longer exists: it was ended from elsewhere.
            return (CLOSED if had_cookie and session.session_key is None else None), None
        why = why_ended(session)
        if why is None and request.user.is_authenticated:
            if STARTED not in session:
                start_session(session, request.headers.get("User-Agent", ""))
            note_activity(session)
            request.returned_form = kept_forms.take_unsent(request)
            if request.returned_form is not None:
                messages.info(request, RETURNED)
            return None, None
        if why is not None:
            record_sign_out(user_id=int(owner), why=why)
        session.flush()
        request.user = AnonymousUser()
        return why or CLOSED, int(owner)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """After the CSRF check: the way back to where the person was."""
        if request.session_ended is None or (is_public(request, view) and request.resolver_match.view_name != "home"):
            return None
        why, page = WHY[request.session_ended], page_of(request)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': page})}"
        if is_from_script(request):
            if request.resolver_match.view_name == "account_kept_form":
                _add_message(request, why, kept=_keep_unsent(request, page))
            answer = JsonResponse({"message": typeset(f"{why} {BACK}"), "url": sign_in}, status=401)
            answer["X-Session-Ended"] = request.session_ended
            if "HX-Request" in request.headers:
                answer["HX-Redirect"] = sign_in
            return answer
        if request.method != "POST":
            messages.info(request, f"{why} {BACK}")
        else:
            kept = kept_forms.keep(request, request.former_user_id, page)
            _add_message(request, why, kept=kept)
            if kept:
                sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('account_kept_form')})}"
        return HttpResponseRedirect(sign_in)


def _add_message(request: HttpRequest, why: str, *, kept: bool) -> None:
    if kept:
        messages.info(request, f"{why} {KEPT}")
    else:
        messages.warning(request, f"{why} {NOT_KEPT}")


def _keep_unsent(request: HttpRequest, page: str) -> bool:
    """Keep what was typed in a page that its script leaves because the session is over."""
    goes_to = request.POST.get(kept_forms.GOES_TO, "")
    return is_own_path(goes_to) and kept_forms.keep(request, request.former_user_id, page, unsent_to=goes_to)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs somebody signed in, unless it is declared public."""

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.user.is_authenticated or is_public(request, view):
            return None
        if is_from_script(request):
            sign_in = f"{reverse('account_login')}?{urlencode({'next': page_of(request)})}"
            return JsonResponse({"message": "Connectez-vous pour continuer.", "url": sign_in}, status=401)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page_of(request)})}")


class ForcedStepMiddleware:
    """Before anything else people choose their own password; then, for some roles, they set up a second factor."""

    ALLOWED = PUBLIC | {"account_logout", "session_extend", "guide_page"}
    PASSWORD_STEP = frozenset({"account_choose_password"})
    FACTOR_STEP = frozenset(
        {
            "account_factors",
            "account_factors_confirm",
            "account_totp_add",
            "account_passkey_add",
            "account_passkey_options",
        }
    )

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        here = request.resolver_match.view_name
        if not request.user.is_authenticated or here in self.ALLOWED:
            return None
        if request.user.must_change_password:
            return None if here in self.PASSWORD_STEP else HttpResponseRedirect(reverse("account_choose_password"))
        if here not in self.FACTOR_STEP and must_set_up_second_factor(request):
            return HttpResponseRedirect(reverse("account_factors"))
        return None
