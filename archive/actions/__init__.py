"""What is done in the archive: each verb one transaction."""
