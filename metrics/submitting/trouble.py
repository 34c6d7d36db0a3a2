"""What cannot be done, said to the person who asked for it."""


class SubmittingError(ValueError):
    """The message is one sentence for the person: what stands in the way, and what to do."""
