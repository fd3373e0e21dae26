"""The record for programs: read-only addresses under ``/api/v1/``, described by the document at ``/api/v1/schema/``.

What is served is declared in ``resources``; a kind joins by standing in the registry.
"""
