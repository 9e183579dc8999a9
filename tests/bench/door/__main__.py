"""The command: measures, then prints the page; `--write` puts it into docs/benchmarks.md."""

import argparse
import sys
from datetime import UTC, datetime

from tests.bench.door.contestants import PEERS
from tests.bench.door.course import Plan, measure
from tests.bench.door.machine import machine_now
from tests.bench.door.page import page
from tests.bench.pages import DOCS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.door", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each takes its turn")
    parser.add_argument("--seconds", type=float, default=5, help="how long a turn lasts, about")
    parser.add_argument("--offered", type=float, default=30, metavar="SECONDS", help="how long the rate is offered")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args()
    if not PEERS.exists():
        sys.exit("The peers are not installed: run scripts/peers, or make bench.")
    plan, before = Plan(asked.rounds, asked.seconds, asked.offered), machine_now(datetime.now(UTC))
    text = page(measure(plan), plan, before, machine_now(datetime.now(UTC)))
    if asked.write:
        (DOCS / "benchmarks.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
