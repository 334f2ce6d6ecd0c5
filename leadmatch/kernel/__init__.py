"""What every feature stands on and nothing about programs, places or leads."""
