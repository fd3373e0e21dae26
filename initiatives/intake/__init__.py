"""From a pasted or uploaded document to a draft round. The reading core is pure Python: no Django, no database."""
