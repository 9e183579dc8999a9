"""Small faults put into a module, one at a time, as a programmer might make them.

A mutant is told by the line it stands on and by what was changed. Annotations, decorators and
docstrings are left alone: nothing that runs depends on them.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
_TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
Fault = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """A module with one fault."""

    line: int
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"line {self.line}: {self.change}"


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    found = [
        (_line(node), number, change, fault)
        for number, node in enumerate(_running_parts(tree))
        for change, fault in _faults(node)
    ]
    for line, number, change, fault in sorted(found, key=lambda one: one[:2]):
        mutated = copy.deepcopy(tree)
        fault(list(_running_parts(mutated))[number])
        yield Mutant(line, change, ast.fix_missing_locations(mutated))


def _running_parts(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something when the module runs, parents first."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and not _is_for_readers(node):
                yield node
                yield from _running_parts(node)


def _line(node: ast.AST) -> int:
    return node.iter.lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 0)


def _is_for_readers(node: ast.AST) -> bool:
    """Whether it is a docstring, an import, a type, or a check of lengths that are equal by construction."""
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        is_alias = isinstance(node.value, ast.Subscript | ast.BinOp) and node.targets[0].id[0].isupper()
        return is_alias and not node.targets[0].id.isupper()
    return False


def _faults(node: ast.AST) -> Iterator[tuple[str, Fault]]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                other = _COMPARISONS[type(op)]
                yield f"{type(op).__name__} to {other.__name__}", _set_item("ops", place, other)
        case ast.BoolOp(op=op):
            twin = ast.Or if isinstance(op, ast.And) else ast.And
            yield f"{type(op).__name__} to {twin.__name__}", _set("op", twin)
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            yield f"{type(op).__name__} to {_ARITHMETIC[type(op)].__name__}", _set("op", _ARITHMETIC[type(op)])
        case ast.UnaryOp(op=ast.Not()):
            yield "not removed", _negate("operand")
        case ast.If() | ast.IfExp() | ast.While():
            yield "test negated", _negate("test")
        case ast.comprehension(ifs=ifs):
            for place in range(len(ifs)):
                yield "filter removed", _set_item("ifs", place, lambda: ast.Constant(True))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and not value.value):
            yield "nothing returned", _set("value", lambda: ast.Constant(None))
        case ast.Name(id=name) if name in _TWINS:
            yield f"{name} to {_TWINS[name]}", _set("id", lambda: _TWINS[name])
        case ast.Constant(value=value) if value is not None and value is not ...:
            other_value = _other(value)
            yield f"{value!r} to {other_value!r}", _set("value", lambda: other_value)
        case ast.Continue() | ast.Break():
            yield f"{type(node).__name__.lower()} removed", _blank
        case ast.AugAssign() | ast.Expr(value=ast.Call()):
            yield "statement removed", _blank


def _other(value: object) -> object:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return "" if value else "mutant"
        case _:
            return None


def _set(name: str, make: Callable[[], object]) -> Fault:
    return lambda node: setattr(node, name, make())


def _set_item(name: str, place: int, make: Callable[[], object]) -> Fault:
    def fault(node: ast.AST) -> None:
        getattr(node, name)[place] = make()

    return fault


def _negate(name: str) -> Fault:
    return lambda node: setattr(node, name, ast.UnaryOp(ast.Not(), getattr(node, name)))


def _blank(node: ast.AST) -> None:
    """Make a statement do nothing, in its place."""
    node.__class__ = ast.Pass  # type: ignore[assignment]
    node._fields = ()
