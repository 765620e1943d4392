"""Yihu 一户一策: the file of every household a county helps, and the work that follows from it."""

__version__ = "0.1.0"
