"""What ends the command before it judges anything."""


class Refused(Exception):
    """Bad usage, a tree that fails as it is, or an entry that is none: one sentence, exit 2."""
