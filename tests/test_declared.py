"""What is declared is used: a permission is asked, a mail is sent, an event is written."""

import ast
import re
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from portal.habpps.rights.permissions import REGISTRY as PERMISSIONS
from portal.habpps.rights.permissions import Permission
from portal.journal.kinds import REGISTRY as EVENTS
from portal.mail.kinds import REGISTRY as MAILS
from tests.net.code import modules

DECLARING = {"Kind", "declare"}


def texts() -> tuple[set[str], dict[str, set[str]]]:
    """Every text that code writes, and text -> folders of the code that gives it to a function; a declaration's own
    name does not count."""
    written, given = set(), defaultdict(set)
    for file, module in modules():
        calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
        declared = {id(call.args[0]) for call in calls if ast.unparse(call.func) in DECLARING and call.args}
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declared:
                written.add(node.value)
        for call in calls:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                for node in ast.walk(argument):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declared:
                        given[node.value] |= set(file.parts)
    return written, given


def unused(names: list[str]) -> list[str]:
    """Those that no code outside their declaration writes; a room may leave out its own name in front."""
    written, given = texts()
    parts = {name: re.split(r"[./]", name, maxsplit=1) for name in names}
    return [name for name, (room, short) in parts.items() if name not in written and room not in given[short]]


def test_every_mail_is_sent_somewhere():
    assert unused(list(MAILS)) == []


def test_every_journal_event_is_written_somewhere():
    assert unused(list(EVENTS)) == []


def test_every_permission_is_asked_somewhere():
    """By its constant: imported outside the rooms' `permissions.py`."""
    names = [f"{app.name}.permissions" for app in apps.get_app_configs() if app.name.startswith("portal.")]
    rooms = [import_module(name) for name in names if find_spec(name)]
    constants = {
        permission.name: constant
        for room in rooms
        for constant, permission in vars(room).items()
        if isinstance(permission, Permission)
    }
    assert set(constants) == set(PERMISSIONS)
    asked = {
        alias.name
        for file, module in modules()
        if file.stem != "permissions"
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("permissions")
        for alias in node.names
    }
    assert [name for name, constant in constants.items() if constant not in asked] == []
