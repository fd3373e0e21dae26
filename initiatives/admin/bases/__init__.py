"""What every page of the desk that edits rows is built on: rows, roots, widgets, paging, what is logged."""
