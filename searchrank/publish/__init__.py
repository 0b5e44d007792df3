"""What is kept and known becomes a snapshot, and the snapshot becomes the one that serves."""
