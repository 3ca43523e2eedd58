"""Django's PostgreSQL, but for one that hangs: nobody waits for it longer than a moment."""
