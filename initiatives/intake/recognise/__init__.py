"""What stands in the lines of a document: persons, occasion, activities, references, dates. Knows no Django."""
