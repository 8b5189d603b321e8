"""A worker is ready before its first request."""

import runpy

from django.template import engines

from portal import wsgi
from portal.ui.warming import warm_up


def test_no_template_is_left_to_compile(monkeypatch):
    """They stay compiled, however many they are."""
    warm_up()
    env = engines["jinja2"].env
    compiled = []
    monkeypatch.setattr(env, "_compile", lambda source, filename: compiled.append(filename))
    for name in env.list_templates():
        env.get_template(name)
    assert compiled == []


def test_a_worker_warms_up_when_it_loads_the_portal(monkeypatch):
    done = []
    monkeypatch.setattr("portal.ui.warming.warm_up", lambda: done.append(True))
    runpy.run_path(wsgi.__file__)
    assert done == [True]
