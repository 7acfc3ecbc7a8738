"""A cockpit in a pseudo-terminal, as the benches drive it."""
import fcntl
import os
import pty
import select
import signal
import struct
import tempfile
import termios
import time
from pathlib import Path

from bench_common import SEXTANT

ROWS, COLUMNS = 50, 200
FRAME_BEGIN, FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"}


class Cockpit:
    """The program in a pseudo-terminal, and all that it has written with the moment each piece came."""

    def __init__(self, project, size=(COLUMNS, ROWS), **environment):
        # Each time as at first, but for the tour: what one cockpit was left with must not be where the next begins.
        self.state = tempfile.TemporaryDirectory()
        memory = Path(self.state.name, "sextant", "cockpit.json")
        memory.parent.mkdir()
        memory.write_text('{"tour": -1}')
        # The program starts once the terminal has its size; the pipe closes by itself in the moment of exec.
        go_read, go_write = os.pipe()
        ran_read, ran_write = os.pipe()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.read(go_read, 1)
            os.environ.update({**ENVIRONMENT, "XDG_STATE_HOME": self.state.name, **environment})
            os.execv(SEXTANT, [str(SEXTANT), "--project", str(project)])
        os.close(ran_write)
        self.resize(*size)
        self.settings_at_start = self.settings()
        os.write(go_write, b"g")
        os.read(ran_read, 1)
        self.started = time.perf_counter()
        self.text = b""
        self.status = None
        self.times = []
        for end in (go_read, go_write, ran_read):
            os.close(end)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.write(self.terminal, b"q")
            self.read(2, until=lambda: False)
        except OSError:
            pass
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if self.status is None:
            os.waitpid(self.pid, 0)
        os.close(self.terminal)

    def settings(self):
        """What the terminal does with what is typed and written."""
        return termios.tcgetattr(self.terminal)[:4]

    def resize(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait(self, seconds):
        """Reads until the program has ended; its status, or None when it goes on."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            try:
                self.read(0.05)
            except OSError:
                pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
                try:
                    self.read(0.1)
                except OSError:
                    pass
                return status
        return None

    def read(self, seconds, until=None):
        """Reads for so long, or until the condition holds. True when it does."""
        end = time.perf_counter() + seconds
        while not (until and until()):
            left = end - time.perf_counter()
            if left <= 0:
                return until is None
            if select.select([self.terminal], [], [], left)[0]:
                piece = os.read(self.terminal, 1 << 16)
                if not piece:
                    raise OSError("the cockpit has ended")
                self.text += piece
                self.times.append((time.perf_counter(), len(self.text)))
        return True

    def moment(self, position):
        """When the text up to a position had been read."""
        return next(when for when, length in self.times if length >= position)

    def frame_after(self, wanted, start, seconds):
        """The moment at which the first frame that holds a text was complete; None when it did not come."""
        def end():
            found = self.text.find(wanted, start)
            return self.text.find(FRAME_END, found) if found >= 0 else -1
        return self.moment(end() + len(FRAME_END)) if self.read(seconds, until=lambda: end() >= 0) else None

    def usage(self):
        """Processor seconds of all its threads and of the one that draws, and times they went to sleep, so far."""
        busy, drawing, sleeps = 0, 0, 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                spent = int((task / "schedstat").read_text().split()[0])
                status = (task / "status").read_text()
            except FileNotFoundError:
                # A thread that has just ended.
                continue
            busy += spent
            drawing += spent if task.name == str(self.pid) else 0
            sleeps += int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
        return busy / 1e9, drawing / 1e9, sleeps

    def resident(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def watch(self, seconds):
        """What it costs to run for a while: processor share, wake-ups and bytes a second, and resident memory."""
        before, written, start = self.usage(), len(self.text), time.perf_counter()
        self.read(seconds)
        after, span = self.usage(), time.perf_counter() - start
        share, drawing, sleeps = ((end - begin) / span for begin, end in zip(before, after))
        return {"share": 100 * share, "drawing": 100 * drawing, "sleeps": sleeps,
                "bytes": (len(self.text) - written) / span, "resident": self.resident()}
