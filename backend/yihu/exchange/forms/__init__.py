"""Forms: one file, one kind of list as people send it."""

from importlib import import_module

from yihu.exchange.form import Form


def form_of(name: str) -> Form:
    """Load one form and no other."""
    found: Form = import_module(f"yihu.exchange.forms.{name}").FORM
    return found
