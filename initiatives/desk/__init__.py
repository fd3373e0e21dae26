"""The desk: revisions, changesets, the press that publishes them, and preview. Desk database only."""
