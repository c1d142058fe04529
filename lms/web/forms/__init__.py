"""What a person types, read and checked."""
