"""Formulas and rules written in the catalogue: a small, exact, bounded language.

Figures, `+ - * /`, comparisons, `and or not`, `a if b else c`, and the functions below. Numbers are exact
decimals. There is no attribute, no power, no text operator, no loop. simpleeval evaluates a tree whose nodes have all been
checked.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from typing import Any, Protocol

import simpleeval

LONGEST = 500
MOST_NODES = 200
PRECISION = Context(prec=50, rounding=ROUND_HALF_UP, Emax=999, Emin=-999)

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
STRUCTURE = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.And, ast.Or, ast.Load)
FIGURE_FUNCTIONS: dict[str, Callable[..., Any]] = {"min": min, "max": max, "abs": abs}
TABLE_FUNCTIONS = {"sum_rows": (2, 3), "count_rows": (1, 3)}
"""Name -> fewest and most arguments. All arguments are quoted words: a table, its columns, a choice."""


class ExpressionError(ValueError):
    """The expression is not one of this language, or cannot be computed with these values."""


class MissingValueError(Exception):
    """A value that the expression needs is not answered. `code` names it."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


class Values(Protocol):
    """Where an expression reads from; each raises `MissingValueError` when the answer is not there."""

    def value(self, name: str) -> Decimal | str | bool: ...
    def answered(self, name: str) -> bool: ...
    def sum_rows(self, table: str, *columns: str) -> Decimal: ...
    def count_rows(self, table: str, column: str = "", choice: str = "") -> Decimal: ...


class _Names:
    def __init__(self, values: Values):
        self.values = values

    def __getitem__(self, name: str) -> Decimal | str | bool:
        return self.values.value(name)


class Expression:
    """A checked expression. `names`: what it reads by name; `words`: the quoted arguments of each function call."""

    def __init__(self, text: str):
        self.text = " ".join(text.split())
        self._tree = _checked(self.text)
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call)]
        functions = {id(call.func) for call in calls}
        self.names = {n.id for n in ast.walk(self._tree) if isinstance(n, ast.Name) and id(n) not in functions}
        self.words = [(_function(call), _quoted(call)) for call in calls if _function(call) not in FIGURE_FUNCTIONS]

    def evaluate(self, values: Values) -> Decimal | bool | str:
        """The value; raises `MissingValueError` or `ExpressionError` (a division by zero, a text in a sum)."""
        functions = {
            **FIGURE_FUNCTIONS,
            "answered": values.answered,
            "sum_rows": values.sum_rows,
            "count_rows": values.count_rows,
        }
        evaluator = simpleeval.SimpleEval(operators=OPERATORS, functions=functions, names=_Names(values))
        try:
            with localcontext(PRECISION):
                result: Decimal | bool | str = evaluator.eval(self.text, previously_parsed=self._tree.body)
                return result
        except MissingValueError:
            raise
        except (DecimalException, TypeError, simpleeval.InvalidExpression) as error:
            raise ExpressionError(f"« {self.text} » : {type(error).__name__}") from error

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def _checked(text: str) -> ast.Expression:
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"« {text} » is not an expression: {error}") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise ExpressionError(f"« {text[:40]}… » has more than {MOST_NODES} elements")
    quoted = set(_places_of_words(tree))
    for node in ast.walk(tree):
        _check_node(node, node in quoted)
    return _with_exact_numbers(tree, text)


def _check_node(node: ast.AST, may_be_quoted: bool) -> None:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and may_be_quoted:
            return
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ExpressionError(f"{node.value!r} is not a number here")
    elif isinstance(node, ast.Call):
        _check_call(node)
    elif not isinstance(node, (*STRUCTURE, *OPERATORS, ast.Name)):
        raise ExpressionError(f"{type(node).__name__} is not part of the language")


def _check_call(call: ast.Call) -> None:
    name = _function(call)
    if call.keywords or any(isinstance(argument, ast.Starred) for argument in call.args):
        raise ExpressionError(f"{name}() takes plain arguments only")
    if name in FIGURE_FUNCTIONS:
        if not call.args or (name == "abs") != (len(call.args) == 1):
            raise ExpressionError(f"{name}() has a wrong number of arguments")
    elif name == "answered" or name in TABLE_FUNCTIONS:
        fewest, most = TABLE_FUNCTIONS.get(name, (1, 1))
        if not fewest <= len(call.args) <= most or len(_quoted(call)) != len(call.args):
            raise ExpressionError(f"{name}() takes {fewest} to {most} quoted words")
    else:
        raise ExpressionError(f"unknown function {name}()")


def _function(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else "?"


def _quoted(call: ast.Call) -> list[str]:
    return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def _places_of_words(tree: ast.AST) -> Iterator[ast.AST]:
    """Text may stand as an argument of a table function, or beside `==` and `!=` (a choice)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _function(node) not in FIGURE_FUNCTIONS:
            yield from node.args
        if isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            yield from (node.left, *node.comparators)


def _with_exact_numbers(tree: ast.Expression, text: str) -> ast.Expression:
    """Replace each number by the decimal that is written: 0.1 never becomes a binary float."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and not isinstance(node.value, str):
            written = ast.get_source_segment(text, node) or ""
            if not written.replace(".", "", 1).isdecimal() or not written.isascii() or len(written) > 20:
                raise ExpressionError(f"write {written[:40]} with digits and one dot only")
            node.__dict__.update(value=Decimal(written))
    return tree
