"""`make bench` runs all but the long ones; `python -m benchmarks online` runs the named ones. One file, one `measure()`."""

import importlib
import pkgutil
import sys

import benchmarks

HELPERS = {
    "__main__",
    "county",
    "hostile_cells",
    "hostile_files",
    "hostile_sheets",
    "hostile_whole",
    "house",
    "jobs",
    "monitored",
}
LONG = {"cutting", "hostile", "kills", "kills_jobs", "storm"}
"""Sieges: they prove that nothing breaks, take many minutes, and run only when named."""


def main() -> None:
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HELPERS | LONG]
    for name in sys.argv[1:] or names:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").measure()


if __name__ == "__main__":
    main()
