"""`python -m tests.mutants.run MODULE=TESTS …`: which mutants of a module its tests do not notice.

`MODULE` is a file of this checkout, `TESTS` test files parted by commas. Each mutant runs in a
process of its own, forked from one that has imported what is slow to import and nothing of the
module. Prints the survivors; status 1 where fewer than nine in ten were noticed.
"""

import ast
import importlib.abc
import importlib.util
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import numpy  # noqa: F401 - imported before the fork, once for all mutants
import pytest

import tests.conftest  # noqa: F401
from tests.mutants.operators import Mutant, mutants_of

ENOUGH = 0.9
LONGEST_S = 120
AT_ONCE = os.cpu_count() or 1


@dataclass(frozen=True)
class Tally:
    """A module's mutants, and those that no test noticed."""

    module: str
    count: int
    survivors: Sequence[Mutant]

    @property
    def share(self) -> float:
        """The part of the mutants that was noticed."""
        return 1 - len(self.survivors) / self.count


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant in place of the module, whoever imports it."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self._name, self._mutant = name, mutant

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.tree, f"<mutant of {self._name}>", "exec"), module.__dict__)  # noqa: S102


def tally(module: str, tests: Sequence[str]) -> Tally:
    """Run the tests over every mutant, as many at once as there are processors."""
    name = module.removesuffix(".py").replace("/", ".")
    if name in sys.modules:
        raise SystemExit(f"{module} was imported before its mutants; leave it to the tests")
    source = Path(module).read_text("utf-8")
    if not _survivors(name, [Mutant(0, "nothing", ast.parse(source))], tests):
        raise SystemExit(f"{module}: its tests fail without a mutant; mend them first")
    mutants = list(mutants_of(source))
    return Tally(module, len(mutants), _survivors(name, mutants, tests))


def _survivors(name: str, mutants: Sequence[Mutant], tests: Sequence[str]) -> list[Mutant]:
    """The mutants of a module that no test noticed, in the order of their lines."""
    waiting = list(reversed(mutants))
    running: dict[int, tuple[Mutant, float]] = {}
    survivors: list[Mutant] = []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            running[_start(name, mutant, tests)] = mutant, time.monotonic()
        for pid, has_survived in _ended(running):
            mutant, _ = running.pop(pid)
            if has_survived:
                survivors.append(mutant)
        time.sleep(0.01)
    return sorted(survivors, key=lambda one: one.line)


def _start(name: str, mutant: Mutant, tests: Sequence[str]) -> int:
    """The process that tests the mutant: it ends with status 0 where nothing was noticed."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            sys.meta_path.insert(0, _Mutated(name, mutant))
            with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
                status = pytest.main(
                    ["-x", "-q", "-m", "not slow", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
                )
        finally:
            os._exit(status)
    return pid


def _ended(running: dict[int, tuple[Mutant, float]]) -> Iterator[tuple[int, bool]]:
    """The processes that are over, and whether their mutant survived; one that takes too long is ended."""
    for pid, (_, started) in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            yield pid, status == 0
        elif time.monotonic() - started > LONGEST_S:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            yield pid, False


def main(arguments: Sequence[str]) -> int:
    """Print each module's tally; the exit status."""
    is_enough = True
    for module, _, files in (argument.partition("=") for argument in arguments):
        one = tally(module, files.split(","))
        print(f"{module}: {one.count - len(one.survivors)} of {one.count} noticed, {one.share:.1%}", flush=True)
        for survivor in one.survivors:
            print(f"  {survivor}")
        is_enough &= one.share >= ENOUGH
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
