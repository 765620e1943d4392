"""One file, one rule. Put a file here and it is in force; nothing else is edited."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
