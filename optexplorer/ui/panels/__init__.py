"""What stands beside the pictures: problem, runs, timeline. Told by ``show``, asking by signals."""
