"""Rows into data: what a row of the record is for programs, the same in the interface, in downloads and in the capsule.

``columns.columns_of`` says what a row of a model has, ``rows.as_data`` gives it as one flat mapping, ``whole.as_whole``
with the rows it owns and the words behind each fact. None of them reads a request.
"""
