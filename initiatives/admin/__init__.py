"""The desk's admin: one module for each kind of page."""
