"""One window for a journal: who has it, and how a second start hands over what it was asked and steps back.

The truth is a lock file beside the journal, which holds across users and machines that share the folder. The way to
speak is a local socket named after the journal and the user; a lock whose holder does not answer is said as it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QObject, QThread, Signal

from netjournal.errors import InUse
from netjournal.records import dataclass
from netjournal.wording import say

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

SHOW, CAPTURE = "show", "capture"
_ANSWER = b"ok\n"


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start was asked to do: `SHOW` the window or `CAPTURE`, and files to bring in."""

    command: str = SHOW
    files: tuple[Path, ...] = ()


class OneWindow(QObject):
    """Holds a journal for this program, from `claim` to `release`. `asked(Request)`: a second start wants something,
    which is heard from `listen` on; until then it waits.
    """

    asked = Signal(object)

    def __init__(self, journal: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.journal = journal
        self._lock = QLockFile(str(lock_file(journal)))
        self._lock.setStaleLockTime(0)  # stale when its program has ended, never by its age
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Take the journal; False if another program has it.

        A folder that cannot be written holds no lock, and is not held up for it.
        """
        self.journal.parent.mkdir(parents=True, exist_ok=True)
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear what second starts want: once the first page stands, which need not wait for the network's library."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer

        name = socket_name(self.journal)
        QLocalServer.removeServer(name)  # left by a program that crashed: the lock says there is no other
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        self._server.listen(name)

    def release(self) -> None:
        """Let others have it."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _meet(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        request = _read_request(bytes(socket.readLine().data()))
        socket.write(_ANSWER)
        socket.flush()
        if request is not None:
            self.asked.emit(request)


def hand_over(journal: Path, request: Request, *, patience: int = 5000) -> None:
    """Have the program that holds the journal do it. Raises `InUse` when it does not answer in `patience` ms."""
    from PySide6.QtNetwork import QLocalSocket

    _let_it_come_to_the_front(journal)
    line = json.dumps({"command": request.command, "files": [str(path.absolute()) for path in request.files]})
    socket = QLocalSocket()
    for wait in (patience // 10,) * 10:  # it may be starting itself at this moment
        socket.connectToServer(socket_name(journal))
        if not socket.waitForConnected(wait):
            QThread.msleep(wait)  # a name nobody has taken yet is refused at once
            continue
        socket.write(line.encode() + b"\n")
        socket.waitForBytesWritten(patience)
        if (socket.canReadLine() or socket.waitForReadyRead(patience)) and bytes(socket.readAll().data()) == _ANSWER:
            socket.disconnectFromServer()
            return
        break
    raise in_use(journal)


def in_use(journal: Path) -> InUse:
    """The sentence for a journal that somebody else has and does not give."""
    process, host = _holder(journal)
    sentence = say("The journal {name} is open in another program that does not answer.", name=journal.name)
    if host:
        return InUse(
            sentence,
            say(
                "It is process {process} on {host}. End it there; if it is no longer running, delete {file}.",
                process=process,
                host=host,
                file=lock_file(journal),
            ),
        )
    return InUse(sentence, say("Close it there and try again."))


def lock_file(journal: Path) -> Path:
    """The file that says a journal is open."""
    return journal.with_name(f"{journal.name}.lock")


def socket_name(journal: Path) -> str:
    """What the program that has the journal is called among this user's sockets."""
    import getpass
    from hashlib import sha256

    person = getpass.getuser() if sys.platform != "win32" else Path.home().name
    # The socket's name has little room; the path's hash has always the same length.
    return "netjournal-" + sha256(f"{person}\n{journal.resolve()}".encode()).hexdigest()[:20]


def _holder(journal: Path) -> tuple[int, str]:
    """The process that has the journal, and its host; 0 and "" if that cannot be read."""
    found: Any = QLockFile(str(lock_file(journal))).getLockInfo()
    # PySide gives what C++ fills in: (read, process, host, program).
    return (int(found[-3]), str(found[-2])) if isinstance(found, tuple) else (0, "")


def _let_it_come_to_the_front(journal: Path) -> None:
    """Windows lets a program come forward only when the one in front allows it, which this one is now."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_holder(journal)[0])


def _read_request(line: bytes) -> Request | None:
    try:
        said = json.loads(line)
        files: Sequence[str] = said["files"]
        return Request(CAPTURE if said["command"] == CAPTURE else SHOW, tuple(Path(file) for file in files))
    except (ValueError, KeyError, TypeError):
        return None
