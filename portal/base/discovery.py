"""Modules that rooms fill and that must be loaded before the first request: `events`, `mails`, `jobs`, `permissions`…"""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def load_everywhere(name: str) -> None:
    """Imports `<room>.<name>` and `<room>.<subject>.<name>` wherever they exist."""
    for config in apps.get_app_configs():
        if not config.name.startswith("portal."):
            continue
        subjects = [each.name for each in iter_modules(config.module.__path__) if each.ispkg]
        for package in [config.name, *(f"{config.name}.{subject}" for subject in subjects)]:
            if module_has_submodule(import_module(package), name):
                import_module(f"{package}.{name}")
