"""One file, one subject of the desk. Put a file here and its figures are on it; nothing else is edited."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
