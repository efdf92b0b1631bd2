"""The little that is asked of an X server beside Qt: who owns a selection, and a key for the whole screen.

On a connection of its own, so that a refusal comes back as an answer and never disturbs Qt's.
"""

from __future__ import annotations

import ctypes
from typing import Any

_KEY_PRESS = 2
_ASYNC = 1
SHIFT, LOCK, CONTROL, ALT, NUM_LOCK, SUPER = 1, 2, 4, 8, 16, 64


class _Roots(ctypes.Structure):
    _fields_ = (("screen", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Atom(ctypes.Structure):
    _fields_ = (("_head", ctypes.c_uint8 * 8), ("value", ctypes.c_uint32))


class _KeyPress(ctypes.Structure):
    _fields_ = (("kind", ctypes.c_uint8), ("keycode", ctypes.c_uint8))


class Screen:
    """A connection to the X server. Raises OSError where there is none."""

    def __init__(self) -> None:
        try:
            self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
            self._keysyms = keysyms = ctypes.CDLL("libxcb-keysyms.so.1")
            self._free = ctypes.CDLL(None).free
        except OSError as error:
            raise OSError("no XCB here") from error
        pointer, u8, u16, u32 = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32
        for library, name, result, arguments in (
            (xcb, "xcb_connect", pointer, [ctypes.c_char_p, pointer]),
            (xcb, "xcb_connection_has_error", ctypes.c_int, [pointer]),
            (xcb, "xcb_disconnect", None, [pointer]),
            (xcb, "xcb_get_setup", pointer, [pointer]),
            (xcb, "xcb_setup_roots_iterator", _Roots, [pointer]),
            (xcb, "xcb_get_file_descriptor", ctypes.c_int, [pointer]),
            (xcb, "xcb_intern_atom", _Cookie, [pointer, u8, u16, ctypes.c_char_p]),
            (xcb, "xcb_intern_atom_reply", ctypes.POINTER(_Atom), [pointer, _Cookie, pointer]),
            (xcb, "xcb_get_selection_owner", _Cookie, [pointer, u32]),
            (xcb, "xcb_get_selection_owner_reply", ctypes.POINTER(_Atom), [pointer, _Cookie, pointer]),
            (xcb, "xcb_grab_key_checked", _Cookie, [pointer, u8, u32, u16, u8, u8, u8]),
            (xcb, "xcb_ungrab_key", _Cookie, [pointer, u8, u32, u16]),
            (xcb, "xcb_request_check", pointer, [pointer, _Cookie]),
            (xcb, "xcb_flush", ctypes.c_int, [pointer]),
            (xcb, "xcb_poll_for_event", ctypes.POINTER(_KeyPress), [pointer]),
            (keysyms, "xcb_key_symbols_alloc", pointer, [pointer]),
            (keysyms, "xcb_key_symbols_free", None, [pointer]),
            (keysyms, "xcb_key_symbols_get_keycode", ctypes.POINTER(u8), [pointer, u32]),
        ):
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        self._free.argtypes = [pointer]
        self._connection = xcb.xcb_connect(None, None)
        if xcb.xcb_connection_has_error(self._connection):
            xcb.xcb_disconnect(self._connection)
            raise OSError("no X server")
        self._root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(self._connection)).screen[0]
        self.descriptor: int = xcb.xcb_get_file_descriptor(self._connection)

    def close(self) -> None:
        """Let go of the connection, and of every key held by it."""
        self._xcb.xcb_disconnect(self._connection)

    def owns(self, selection: str) -> bool:
        """Whether some window owns that selection."""
        name = selection.encode()
        xcb = self._xcb
        atom = self._taken(xcb.xcb_intern_atom_reply, xcb.xcb_intern_atom(self._connection, 0, len(name), name))
        return bool(
            atom and self._taken(xcb.xcb_get_selection_owner_reply, xcb.xcb_get_selection_owner(self._connection, atom))
        )

    def _taken(self, reply: Any, cookie: _Cookie) -> int:
        found = reply(self._connection, cookie, None)
        if not found:
            return 0
        value = int(found.contents.value)
        self._free(found)
        return value

    def grab(self, keysym: int, modifiers: int) -> bool:
        """Have that key of the whole screen sent here; False if some other program has it, or no keyboard does."""
        xcb = self._xcb
        symbols = self._keysyms.xcb_key_symbols_alloc(self._connection)
        codes = self._keysyms.xcb_key_symbols_get_keycode(symbols, keysym)
        code = int(codes[0]) if codes else 0
        if codes:
            self._free(codes)
        self._keysyms.xcb_key_symbols_free(symbols)
        if not code:
            return False
        # With Caps Lock or Num Lock on it is, to an X server, another key.
        for locks in (0, LOCK, NUM_LOCK, LOCK | NUM_LOCK):
            cookie = xcb.xcb_grab_key_checked(self._connection, 1, self._root, modifiers | locks, code, _ASYNC, _ASYNC)
            error = xcb.xcb_request_check(self._connection, cookie)
            if error:
                self._free(error)
                return False
        return True

    def presses(self) -> int:
        """How often the key was pressed since the last time this was asked."""
        found = 0
        while event := self._xcb.xcb_poll_for_event(self._connection):
            found += event.contents.kind & 0x7F == _KEY_PRESS
            self._free(event)
        return found


def selection_is_owned(selection: str) -> bool:
    """Whether there is an X server on which some window owns that selection."""
    try:
        screen = Screen()
    except OSError:
        return False
    try:
        return screen.owns(selection)
    finally:
        screen.close()
