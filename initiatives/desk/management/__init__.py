"""Django's own commands that change accounts, with an entry in the audit log."""
