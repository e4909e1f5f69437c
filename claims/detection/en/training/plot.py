"""The reliability diagram of the model card, as SVG."""

from __future__ import annotations

from collections.abc import Iterable

SIDE, EDGE = 320, 44


def reliability_svg(points: Iterable[tuple[int, float, float, int]]) -> str:
    """Share of yes over mean probability, a dot per bin as large as its number of sentences."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + 2 * EDGE} {SIDE + 2 * EDGE}" role="img"'
        ' font-family="sans-serif" font-size="12">',
        "<title>Reliability: of the sentences with a probability, the share that is check-worthy</title>",
        f'<rect width="100%" height="100%" fill="#fff"/><g transform="translate({EDGE} {EDGE // 2})">',
        f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M0 {SIDE}L{SIDE} 0" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tenth in range(0, 11, 2):
        at = SIDE * tenth / 10
        lines.append(f'<text x="{at:.0f}" y="{SIDE + 16}" text-anchor="middle">{tenth / 10:.1f}</text>')
        lines.append(f'<text x="-6" y="{SIDE - at + 4:.0f}" text-anchor="end">{tenth / 10:.1f}</text>')
    for _, said, came, count in points:
        x, y, size = SIDE * said, SIDE * (1 - came), 3 + min(12, count**0.5 / 2)
        lines.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#1d4ed8" fill-opacity=".7">'
            f"<title>{count} sentences: said {said:.2f}, were {came:.2f}</title></circle>"
        )
    lines.append(f'<text x="{SIDE / 2}" y="{SIDE + 36}" text-anchor="middle">probability given</text></g>')
    lines.append(
        f'<text transform="translate(14 {SIDE / 2}) rotate(-90)" text-anchor="middle">share check-worthy</text>'
    )
    return "\n".join([*lines, "</svg>", ""])
