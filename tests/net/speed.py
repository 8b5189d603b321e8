"""What Python itself costs, off the tests' bill: a third of the time of a test that asks for pages."""

import gc

import pytest

from portal.base.stack import on_one_block

OBJECTS_BETWEEN_COLLECTIONS = 300_000  # about 100 MB


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded now stays until the end: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """As the portal's own server does."""
    pyfuncitem.obj = on_one_block(pyfuncitem.obj)
