"""What is done to what was said and to what came of it: each verb writes its history."""
