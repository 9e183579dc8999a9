"""A small line chart as SVG: per cent over evenly spaced steps."""

from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 84, 16, 48
_COLOURS = ("#1f6feb", "#2da44e", "#bf8700", "#cf222e", "#8250df")


def line_chart(steps: Sequence[str], lines: Mapping[str, Sequence[float]], *, below: str) -> str:
    """`lines` by name, each a value from 0 to 100 for every step; `below` names the steps."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12" fill="#57606a">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for value in range(0, 101, 20):
        parts.append(f'<path d="M{_LEFT} {_y(value)}H{_WIDTH - _RIGHT}" stroke="#d0d7de"/>')
        parts.append(_text(_LEFT - 8, _y(value) + 4, f"{value} %", anchor="end"))
    parts += [_text(_x(at, steps), _HEIGHT - _BOTTOM + 18, step) for at, step in enumerate(steps)]
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, below))
    heights = _apart({name: _y(values[-1]) for name, values in lines.items()})
    for colour, (name, values) in zip(_COLOURS, lines.items(), strict=False):
        points = " ".join(f"{_x(at, steps):.0f},{_y(value):.1f}" for at, value in enumerate(values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(_WIDTH - _RIGHT + 8, heights[name] + 4, name, anchor="start", colour=colour))
    return "\n".join([*parts, "</svg>", ""])


def _x(at: int, steps: Sequence[str]) -> float:
    return _LEFT + at * (_WIDTH - _LEFT - _RIGHT) / (len(steps) - 1)


def _y(value: float) -> float:
    return round(_TOP + (100 - value) * (_HEIGHT - _TOP - _BOTTOM) / 100, 1)


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """The heights of the names, moved down where two would stand on each other."""
    placed: dict[str, float] = {}
    for name in sorted(heights, key=heights.__getitem__):
        placed[name] = max([heights[name], *(height + 14 for height in placed.values())])
    return placed


def _text(x: float, y: float, words: str, *, anchor: str = "middle", colour: str = "#57606a") -> str:
    return f'<text x="{x:.0f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
