"""A first visit stays light: what a page loads besides htmx, before compression."""

from pathlib import Path

from django.conf import settings

STATIC = Path(settings.ROOT) / "portal" / "ui" / "static" / "ui"


def weight(pattern: str, without: str = "") -> int:
    return sum(file.stat().st_size for file in STATIC.glob(pattern) if file.name != without)


def test_styles_weigh_less_than_48_kb():
    assert weight("css/*.css", without="style_guide.css") < 48_000


def test_the_heaviest_page_loads_less_than_20_kb_of_scripts():
    """That where figures are entered; every page loads the first two."""
    loaded = ("interface", "session", "autosave", "grid")
    assert sum(weight(f"js/{name}.js") for name in loaded) < 20_000


def test_the_sprite_weighs_less_than_16_kb():
    assert weight("icons.svg") < 16_000
