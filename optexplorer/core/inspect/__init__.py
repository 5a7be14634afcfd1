"""What an optimizer did at one step, from the history and from running it again."""
