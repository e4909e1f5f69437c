"""Why a backup is not made or not restored, in words that say what to do."""


class BackupRefused(Exception):
    """Nothing was written over; the message is one an operator can act on."""
