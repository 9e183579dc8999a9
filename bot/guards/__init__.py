"""What the door holds against those who forge, repeat or flood; in memory, bounded, and cheap for everybody else."""
