"""A line to a server that can be made to hang, or be cut: what happens to networks and machines."""

import contextlib
import socket
import threading

CHUNK = 65536


class Wire:
    """Listens at `port` and passes on to another; `hang()`, `cut()` and `mend()` say how it is."""

    def __init__(self, to: int):
        self.to, self.goes, self.lines = to, threading.Event(), []
        self.goes.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_cut = False
        threading.Thread(target=self.accept, daemon=True).start()

    def hang(self) -> None:
        """Accept, and answer nobody; lines that are open swallow what is sent."""
        self.goes.clear()

    def cut(self) -> None:
        """As a server that was stopped: all lines end, and so does each new one."""
        self.is_cut = True
        self.end_lines()

    def mend(self) -> None:
        self.is_cut = False
        self.goes.set()

    def end(self) -> None:
        self.listener.close()
        self.end_lines()
        self.goes.set()

    def end_lines(self) -> None:
        for line in self.lines:
            end(line)
        self.lines.clear()

    def accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            threading.Thread(target=self.serve, args=[near], daemon=True).start()

    def serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self.to)) as far:
            self.lines += [near, far]
            back = threading.Thread(target=self.carry, args=[far, near], daemon=True)
            back.start()
            self.carry(near, far)
            back.join()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while said := one.recv(CHUNK):
                self.goes.wait()
                other.sendall(said)
        except OSError:
            pass
        end(one)
        end(other)


def end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended by itself
        line.shutdown(socket.SHUT_RDWR)
