"""The form of somebody whose session has ended: kept until they have signed in again.

It waits in the browser's new, anonymous session, and goes back to the same person only: a form that was sent is
shown to be sent again, one that was only typed comes back in its page.
"""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

KEY = "kept_form"
GOES_TO = "_goes_to"
NEVER_KEPT = ("csrfmiddlewaretoken", GOES_TO)


@dataclass(frozen=True)
class KeptForm:
    """`path`: where the form goes; `page`: where it was filled in; `fields`: names and values in its order; `sent`:
    whether its owner had sent it."""

    user_id: int
    path: str
    page: str
    fields: list[tuple[str, str]]
    had_files: bool
    sent: bool


def keep(request: HttpRequest, user_id: int | None, page: str, *, unsent_to: str = "") -> bool:
    """Keep the request's form; False when it holds a password or its owner is unknown.

    `unsent_to`: where the form goes, when a script sends it because the page is about to be left.
    """
    names = list(request.POST)
    if user_id is None or not names or any("password" in name or name == "old" for name in names):
        return False
    fields = [(name, value) for name in names if name not in NEVER_KEPT for value in request.POST.getlist(name)]
    request.session[KEY] = {
        "user_id": user_id,
        "path": unsent_to or request.get_full_path(),
        "page": page,
        "fields": fields,
        "had_files": bool(request.FILES),
        "sent": not unsent_to,
    }
    return True


def find_kept(session: SessionBase, user_id: int) -> KeptForm | None:
    """The form that this person had sent, if it is still there."""
    stored = session.get(KEY)
    if not stored or stored["user_id"] != user_id:
        return None
    return KeptForm(**{**stored, "fields": [(name, value) for name, value in stored["fields"]]})


def take_unsent(request: HttpRequest) -> KeptForm | None:
    """What the person had typed in this page and not sent; it is given back once."""
    form = find_kept(request.session, request.user.pk) if KEY in request.session else None
    if form is None or form.sent or request.method != "GET" or form.page != request.get_full_path():
        return None
    del request.session[KEY]
    return form
