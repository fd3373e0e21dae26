"""What has been published: publications, what each item held, and the search index. Public database only."""
