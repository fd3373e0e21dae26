"""From a pasted or uploaded document to a draft round. The reading core (readers, structure, mentions) is pure Python: no Django, no database."""
