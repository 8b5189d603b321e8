"""Every list, in every order that it offers (`tests.net.order` refuses an order that the engines read differently)."""

import sys

import pytest

from portal.ui.tables import SORT, chosen_sort
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, CAF_AGENT, FR_DA, PARTNER_ADMIN
from tests.matrix.table import TABLE

READERS = (CAF_AGENT, CAF_ADMIN, PARTNER_ADMIN, FR_DA)
FEWEST_LISTS = 12


@pytest.fixture
def offered(monkeypatch) -> set[str]:
    """The sort keys of the lists shown, whether or not they had rows."""
    keys: set[str] = set()

    def note(query, columns, default):
        keys.update(column.sort for column in columns if column.sort)
        return chosen_sort(query, columns, default)

    for module in list(sys.modules.values()):
        if vars(module).get(chosen_sort.__name__) is chosen_sort and module is not sys.modules[__name__]:
            monkeypatch.setattr(module, chosen_sort.__name__, note)
    return keys


def test_every_order_of_every_list_answers(asker: Asker, offered: set[str]):
    """Both ways."""
    wrong, lists = [], 0
    for name in sorted(name for name, row in TABLE.items() if row.get and row.readers_among(READERS)):
        client, address = asker.browser_of(TABLE[name].readers_among(READERS)[0]), asker.address(name)
        offered.clear()
        client.get(address)
        lists += bool(offered)
        for asked in sorted(f"{sign}{key}" for key in offered for sign in ("", "-")):
            response = client.get(address, {SORT: asked})
            if response.status_code != 200:
                wrong.append(f"{name} by {asked}: answered {response.status_code} {response.exc_info}")
    assert wrong == []
    assert lists >= FEWEST_LISTS, f"only {lists} lists offered an order"
