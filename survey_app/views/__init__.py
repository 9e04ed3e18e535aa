"""What the survey answers to requests: one module per blueprint."""
