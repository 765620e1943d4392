"""One file, one item. Put a file here and a line into the code list `assurance_item`; nothing else is edited."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
