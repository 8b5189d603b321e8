"""Modules of one room form no circle: each can be read, and tested, after those that it imports."""

from functools import cache

import grimp
import pytest
from django.apps import apps

ROOMS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("portal."))


@cache
def imports() -> dict[str, frozenset[str]]:
    """Module -> the modules of its own room that it imports, those for types alone and inside functions too."""
    graph = grimp.build_graph("portal", cache_dir=None)

    def inside(module: str) -> frozenset[str]:
        room = module.split(".")[:2]
        return frozenset(
            each for each in graph.find_modules_directly_imported_by(module) if each.split(".")[:2] == room
        )

    return {module: inside(module) for module in graph.modules}


def circle_through(module: str) -> list[str]:
    """A way from the module back to itself; [] when there is none."""
    ways = [[module, each] for each in sorted(imports()[module])]
    seen = set(imports()[module])
    for way in ways:
        if way[-1] == module:
            return way
        following = sorted(imports()[way[-1]] - seen)
        seen.update(following)
        ways += [[*way, each] for each in following]
    return []


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_in_a_circle(room):
    circles = {
        frozenset(circle): " → ".join(circle)
        for module in imports()
        if module.split(".")[:2] == ["portal", room] and (circle := circle_through(module))
    }
    assert sorted(circles.values()) == []
