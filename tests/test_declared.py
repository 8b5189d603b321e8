"""What is declared is used: a permission is asked, a mail is sent, an event is written."""

import ast
from collections.abc import Iterable
from importlib import import_module

import pytest

from portal.afas.declarations.events import HISTORY
from portal.habpps.rights.permissions import REGISTRY as PERMISSIONS
from portal.journal.kinds import REGISTRY as EVENTS
from portal.mail.kinds import REGISTRY as MAILS
from tests.net.code import ROOT, modules

# They read events and mails that others write.
READERS = {"queries", "tables", "rules"}


def constants(registry: dict[str, object]) -> dict[str, str]:
    """Constant -> the name of the kind that it holds, of all modules that declare some."""
    found = {}
    for file, _ in modules():
        if file.stem in ("events", "mails", "permissions"):
            room = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            found |= {constant: name for constant, value in vars(room).items() if (name := _name(value, registry))}
    return found


def _name(value: object, registry: dict[str, object]) -> str:
    name = getattr(value, "name", None)
    return name if isinstance(name, str) and registry.get(name) is value else ""


def used(module: ast.Module) -> Iterable[str]:
    """The names that a module reads, outside the call that declares them."""
    declaring = {
        id(node)
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("declare_")
        for node in ast.walk(call)
    }
    return (
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(module)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in declaring
    )


@pytest.mark.parametrize("registry", [EVENTS, MAILS, PERMISSIONS], ids=["events", "mails", "permissions"])
def test_what_is_declared_is_used_by_its_constant(registry):
    held = constants(registry)
    by_history = {kind.name for kind in HISTORY.values()}
    assert set(held.values()) | by_history >= set(registry)
    readers = set() if registry is PERMISSIONS else READERS
    names = {
        name for file, module in modules() if readers.isdisjoint((*file.parts, file.stem)) for name in used(module)
    }
    assert sorted(constant for constant in held if constant not in names) == []


def test_each_line_of_a_history_is_written():
    names = {name for _, module in modules() for name in used(module)}
    assert [kind for kind in HISTORY if kind.name not in names] == []
