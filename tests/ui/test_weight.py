"""A first visit stays light: what a page loads besides htmx."""

import gzip
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.ROOT) / "portal" / "ui" / "static" / "ui"


def weight(pattern: str, without: str = "") -> int:
    """Bytes, before compression."""
    return sum(file.stat().st_size for file in STATIC.glob(pattern) if file.name != without)


def test_styles_weigh_less_than_52_kb():
    """Two more since colours that the person chose for everything are served."""
    assert weight("css/*.css", without="style_guide.css") < 52_000


def test_the_heaviest_page_loads_less_than_10_kb_of_scripts():
    """As they are sent, compressed: what explains them costs next to nothing. That page is where figures are entered."""
    loaded = [STATIC / "js" / f"{name}.js" for name in ("interface", "session", "typed", "autosave", "grid")]
    loaded.append(STATIC.parents[2] / "afas" / "static" / "afas" / "entry.js")
    assert sum(len(gzip.compress(file.read_bytes())) for file in loaded) < 10_000


def test_a_page_where_a_person_is_chosen_loads_less_than_18_kb_of_scripts():
    loaded = ("interface", "session", "choices", "picker")
    assert sum(weight(f"js/{name}.js") for name in loaded) < 18_000


def test_the_sprite_weighs_less_than_16_kb():
    assert weight("icons.svg") < 16_000
