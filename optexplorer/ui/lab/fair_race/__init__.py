"""The page of the fair race: rules above, the ranking live below, tuned settings to take over."""
