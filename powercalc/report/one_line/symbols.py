"""The symbol of each kind, in a square of 28 by 28, after the manner of IEC 60617.

Strokes take the colour of the card; `fill="currentColor"` marks what is solid.
"""

from __future__ import annotations

_SOLID = 'fill="currentColor" stroke="none"'


def _letter(letter: str, x: float = 14, y: float = 18.5, size: float = 12) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="middle" {_SOLID}>{letter}</text>'


_CHANGEOVER = (
    f'<path d="M7 2v6M21 2v6M14 26v-6M14 20L8 9"/><circle cx="14" cy="20" r="1.6" {_SOLID}/>'
    f'<circle cx="7" cy="8" r="1.6" {_SOLID}/><circle cx="21" cy="8" r="1.6"/>'
)
_BOX = '<rect x="3" y="4" width="22" height="20" rx="1.5"/>'

SYMBOLS = {
    "grid_feed": f'{_BOX}<path d="M3 11L10 4M3 18L17 4M4 24L24 4M11 24L25 10M18 24L25 17"/>',
    "generator": f'<circle cx="14" cy="14" r="11.5"/>{_letter("G", y=15)}<path d="M9 20q2.5-3 5 0t5 0"/>',
    "solar": f'<path d="M7 10h14l4 14H3zM14 10v14M5 17h18"/><circle cx="21" cy="5" r="2.5" {_SOLID}/>',
    "wind": f'<path d="M14 12v14M14 12V2M14 12l9 5M14 12l-9 5"/><circle cx="14" cy="12" r="2" {_SOLID}/>',
    "ups": f'{_BOX}<path d="M25 4L3 24M6 10q1.8-3 3.6 0t3.6 0M15.5 18h7M15.5 21h7"/>',
    "battery": '<path d="M14 2v7M6 9h16M10 14h8M6 19h16M10 24h8M14 24v3"/>',
    "flywheel": f'<circle cx="14" cy="14" r="11.5"/><circle cx="14" cy="14" r="2.5" {_SOLID}/>'
    '<path d="M14 2.5v9M14 16.5v9M2.5 14h9M16.5 14h9"/>',
    "rotary_ups": f'<circle cx="14" cy="14" r="11.5"/><circle cx="14" cy="14" r="2.5" {_SOLID}/>'
    '<path d="M14 2.5v9M14 16.5v9M2.5 14h9M16.5 14h9M6 26l-4-4M22 26l4-4"/>',
    "ats": _CHANGEOVER,
    "sts": f'{_CHANGEOVER}<path d="M17 20h8l-4 6zM17 26h8" {_SOLID}/>',
    "breaker": '<path d="M14 2v7M14 27v-7M14 20L8 9M11.5 6.5l5 5M16.5 6.5l-5 5"/>',
    "tie": '<path d="M1 16h8M27 16h-7M20 16L9 9M6.5 13.5l5 5M11.5 13.5l-5 5"/>',
    "transformer": '<circle cx="14" cy="10" r="7.5"/><circle cx="14" cy="18.5" r="7.5"/>',
    "switchgear": '<path d="M2 7h24" stroke-width="3.5"/><path d="M7 7v17M14 7v17M21 7v17'
    'M5 14l4 4M9 14l-4 4M12 14l4 4M16 14l-4 4M19 14l4 4M23 14l-4 4"/>',
    "bus": '<path d="M2 14h24" stroke-width="4"/><path d="M14 4v10M8 14v9M20 14v9"/>',
    "busway": '<path d="M2 10h24M2 16h24" stroke-width="2.5"/><path d="M7 16v7M14 16v7M21 16v7"/>',
    "cable": '<path d="M14 2v24"/><path d="M10 8h8v12h-8z"/><path d="M10 11l8-3M10 20l8-3"/>',
    "panel": f'{_BOX}<path d="M3 4h22v10L3 24z" {_SOLID} opacity=".8"/>',
    "pdu": f'{_BOX}<path d="M3 10h22"/><circle cx="9" cy="17" r="2.6"/><circle cx="19" cy="17" r="2.6"/>',
    "rack_pdu": '<rect x="9" y="2" width="10" height="24" rx="2"/>'
    + "".join(f'<circle cx="14" cy="{y}" r="1.7" {_SOLID}/>' for y in (7, 12, 17, 22)),
    "chiller": '<path d="M14 3v22M4.5 8.5l19 11M23.5 8.5l-19 11M11 5l3 3 3-3M11 23l3-3 3 3"/>',
    "crah": f'{_BOX}<path d="M14 14q-1-7 4-7q1 5-4 7q7-1 7 4q-5 1-7-4q1 7-4 7q-1-5 4-7q-7 1-7-4q5-1 7 4"/>',
    "pump": '<circle cx="14" cy="14" r="11.5"/><path d="M14 2.5L24 19H4z"/>',
    "server": '<rect x="4" y="2" width="20" height="24" rx="2"/><path d="M4 10h20M4 18h20"/>'
    + "".join(f'<circle cx="8.5" cy="{y}" r="1.5" {_SOLID}/>' for y in (6, 14, 22))
    + '<path d="M13 6h7M13 14h7M13 22h7"/>',
    "block": _BOX,
}
"""Every kind of component; a test holds this equal to the kinds there are."""
