"""What may be done with the record: kinds, realms, bodies, rules, citing, comparison, chronology."""
