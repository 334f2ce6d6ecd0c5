"""Access: who is calling. Keys, and the guards that ask for them."""
