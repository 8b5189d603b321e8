"""The landing page of people who are not signed in, and « Bienvenue »."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.base import clock, formats
from portal.ui import home
from portal.ui.pieces import Action, Todo

from .models import User


def previous_connection(user: User) -> str:
    """« 16/04/2018 à 15h04 », in Paris, or empty at the first connection."""
    return f"{timezone.localtime(user.previous_login):%d/%m/%Y à %Hh%M}" if user.previous_login else ""


def _todo(card: home.TodoCard, today: date) -> Todo:
    due = f"À faire {formats.until_day(card.due)}, {formats.days_left(card.due, today)}" if card.due else ""
    action = Action(card.button, card.href, about=card.title)
    return Todo(card.title, action, due=due, text=card.detail, urgent=card.tone == "attention")


@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "accounts/landing.html")
    today = clock.today()
    sections = list(enumerate(home.sections(request), start=1))
    context = {
        "crumbs": [("Accueil", ""), ("Partenaires", ""), ("Bienvenue", "")],
        "previous_connection": previous_connection(request.user),
        "todos": [_todo(card, today) for card in home.todos(request)],
        "urgent_sections": [(number, section) for number, section in sections if section.urgent],
        "other_sections": [(number, section) for number, section in sections if not section.urgent],
    }
    return render(request, "accounts/welcome.html", context)
