"""The landing page of people who are not signed in, and « Bienvenue »."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.base import clock, formats
from portal.ui import home
from portal.ui.pieces import Action, Todo

from .models import User


def previous_connection(user: User) -> str:
    """« 16/04/2018 à 15h04 », in Paris, or empty at the first connection."""
    return f"{timezone.localtime(user.previous_login):%d/%m/%Y à %Hh%M}" if user.previous_login else ""


def _todo(card: home.TodoCard, today: date) -> Todo:
    due = f"avant le {formats.long_date(card.due)}, {formats.days_left(card.due, today)}" if card.due else ""
    action = Action(card.button, card.href, about=card.title)
    return Todo(card.title, action, due=due, text=card.detail, urgent=card.tone == "attention")


@dataclass(frozen=True)
class ShownSection:
    """`number` makes the id of its heading; `content` is rendered already."""

    number: int
    title: str
    content: SafeString
    urgent: bool


def _section(number: int, section: home.Section, request: HttpRequest) -> ShownSection:
    content = render_to_string(section.template, {"section": section.context}, request)
    return ShownSection(number, section.title, content, section.urgent)


@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "accounts/landing.html")
    today = clock.today()
    sections = [_section(number, each, request) for number, each in enumerate(home.sections(request), start=1)]
    context = {
        "crumbs": [("Accueil", ""), ("Partenaires", ""), ("Bienvenue", "")],
        "previous_connection": previous_connection(request.user),
        "todos": [_todo(card, today) for card in home.todos(request)],
        "urgent_sections": [each for each in sections if each.urgent],
        "other_sections": [each for each in sections if not each.urgent],
    }
    return render(request, "accounts/welcome.html", context)
