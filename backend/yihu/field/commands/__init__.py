"""One file, one kind of command. Put a file here and phones may send it; nothing else is edited."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
