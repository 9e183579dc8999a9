"""`python -m tests.bench.dialog_speed`: what a turn inside a dialog costs in CPU, without storage."""

import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime

from dialogs.messages import Said
from dialogs.router import respond
from dialogs.state import ConversationState
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.contact import records_in_memory

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TURNS = ("自测", "质量部门正职", "三年半", "本科", "同意", "没有", "是")
ROUNDS = 200


def costs_ms() -> list[float]:
    """CPU milliseconds of each turn of one self-check in Nantong."""
    ports, state, costs = replace(PORTS, records=records_in_memory()), ConversationState(jurisdiction="nantong"), []
    for text in TURNS:
        began = time.process_time()
        state = respond(state, Said(text), ports, now=NOW).state
        costs.append(1000 * (time.process_time() - began))
    return costs


def main() -> None:
    """Print the median and the largest of each turn."""
    costs_ms()
    rounds = [costs_ms() for _ in range(ROUNDS)]
    print("| turn of the self-check | median ms | largest ms |\n|---|---|---|")
    for number, text in enumerate(TURNS):
        turn = [round_[number] for round_ in rounds]
        print(f"| {text} | {statistics.median(turn):.2f} | {max(turn):.2f} |")


if __name__ == "__main__":
    main()
