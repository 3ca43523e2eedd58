"""The ENGINE: where Django looks for it."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from njcmo_site.postgresql.outage import Place, place
from njcmo_site.postgresql.watched import Watched

WAITS = 12  # for a connection of the pool, each as long as the pool's timeout


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict, *args, **kwargs):
        super().__init__(settings_dict, *args, **kwargs)
        if pool := settings_dict["OPTIONS"].get("pool"):
            pool["connection_class"] = Watched

    def get_new_connection(self, conn_params):
        """One that lives; an OperationalError at once while the server is known to be away."""
        where = self.place()
        where.let_pass()
        for _ in range(WAITS):
            try:
                connection = super().get_new_connection(conn_params)
            except PoolTimeout:
                where.ask()
                continue  # it lives: all connections are taken
            if not isinstance(connection, Watched) or not connection.has_ended():
                return connection
            connection.close()
            pool: Any = connection._pool
            pool.putconn(connection)
            where.ask()
        raise PoolTimeout("all connections are taken")

    def place(self) -> Place:
        return place(self.settings_dict["HOST"], int(self.settings_dict["PORT"] or 5432))
