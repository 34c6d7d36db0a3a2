"""The colours of charts, in their order. Fills only, never text. Two series: the first and the fourth."""

INK = "#212b32"
MUTED = "#4c6272"
RULE = "#d8dde0"

TONES = {
    "1": "#12436D",
    "2": "#28A197",
    "3": "#801650",
    "4": "#F46A25",
    "grey": "#768692",
}
"""By name; grey is for what we cannot change."""
