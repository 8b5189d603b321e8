"""The project's own code, read as trees: for tests that hold it to its rules."""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
GENERATED = {"migrations", "vendor", "static_root"}


def files(*suffixes: str, under: Path = PORTAL) -> list[Path]:
    """Files of the project written by hand, by suffix."""
    found = chain.from_iterable(under.rglob(f"*{suffix}") for suffix in suffixes)
    return sorted(file for file in found if not GENERATED & set(file.parts))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), str(file))


def modules(under: Path = PORTAL) -> Iterator[tuple[Path, ast.Module]]:
    for file in files(".py", under=under):
        yield file, tree(file)


def place(file: Path, node: ast.AST | None = None) -> str:
    return f"{file.relative_to(ROOT)}:{node.lineno}" if node else str(file.relative_to(ROOT))


def imported(module: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Each import that is not relative, by its full name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
