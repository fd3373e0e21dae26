"""What may be done with the record: realms, aggregates, integrity, comparison, chronology, citing."""
