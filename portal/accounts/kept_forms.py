"""A form sent by somebody whose session had just ended: kept until they have signed in again, never lost.

It waits in the browser's new, anonymous session, and is given back to the same person only.
"""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

KEY = "kept_form"
NEVER_KEPT = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class KeptForm:
    """`fields`: names and values in the order of the form; `page`: where it was filled in."""

    user_id: int
    path: str
    page: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest, user_id: int | None, page: str) -> bool:
    """Keep the request's form, unless it holds a password or nobody knows whose it is; whether it was kept."""
    names = list(request.POST)
    if user_id is None or not names or any("password" in name or name == "old" for name in names):
        return False
    fields = [(name, value) for name in names if name not in NEVER_KEPT for value in request.POST.getlist(name)]
    request.session[KEY] = {
        "user_id": user_id,
        "path": request.get_full_path(),
        "page": page,
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return True


def kept(session: SessionBase, user_id: int) -> KeptForm | None:
    """The form that this person had sent, if it is still there."""
    stored = session.get(KEY)
    if not stored or stored["user_id"] != user_id:
        return None
    return KeptForm(**{**stored, "fields": [(name, value) for name, value in stored["fields"]]})
