"""What is known of Japanese and of Korean before anything is read in them: a pack for each."""
