"""Walks the running program as a screen reader does: by names, roles and actions of the accessibility tree alone.

Run by the system's Python, which has the bindings of AT-SPI (python3-gi, gir1.2-atspi-2.0), in a process of its own
beside the program. It never looks at the screen and never moves a mouse; what it cannot find by name and role it
cannot use. It ends with 1, and tells what stood there instead, when the program leaves it without a way.
"""

import sys
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version comes first

warnings.simplefilter("ignore", DeprecationWarning)  # of the bindings' own older names
PATIENCE = 20
STATE = Atspi.StateType


def children(of):
    """What stands under a node now; a node may go while it is asked."""
    try:
        return [child for n in range(min(of.get_child_count(), 200)) if (child := of.get_child_at_index(n))]
    except GLib.Error:
        return []


def shown(node):
    return node.get_state_set().contains(STATE.SHOWING)


def everything(under):
    """Every node that is shown, outermost first."""
    for child in children(under):
        try:
            if not shown(child):
                continue
        except GLib.Error:
            continue
        yield child
        yield from everything(child)


def matches(node, role, name):
    try:
        return node.get_role_name() == role and name in node.get_name()
    except GLib.Error:
        return False


def wait(what, look):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise LookupError(what)


class Walk:
    """One listener at one program. `heard` is all that the program said by itself."""

    def __init__(self):
        self.program = wait("the program", self._program)
        self.heard = []
        self.listener = Atspi.EventListener.new(self._hear)
        self.listener.register("object:announcement")

    def _program(self):
        return next((app for app in children(Atspi.get_desktop(0)) if app.get_name() == "Net Journal"), None)

    def _hear(self, event):
        self.heard.append(str(event.any_data))

    def listen_for(self, words):
        """Until the program has said it of itself."""

        def heard():
            context = GLib.MainContext.default()
            while context.pending():
                context.iteration(False)
            return any(words in said for said in self.heard)

        wait(f"an announcement of “{words}”; heard were {self.heard}", heard)

    def find(self, role, name, under=None):
        """The one with this role and these words in its name."""

        def look():
            return next((node for node in everything(under or self.program) if matches(node, role, name)), None)

        return wait(f"{role} “{name}”", look)

    def gone(self, role, name):
        wait(
            f"the end of {role} “{name}”",
            lambda: not any(matches(node, role, name) for node in everything(self.program)),
        )

    def do(self, node, action):
        """One of the actions the node names."""
        offered = [node.get_action_name(n) for n in range(node.get_n_actions())]
        if action not in offered:
            raise LookupError(f"the action {action} of {node.get_role_name()} “{node.get_name()}” among {offered}")
        node.do_action(offered.index(action))

    def press(self, role, name, under=None):
        self.do(self.find(role, name, under), "Press")

    def focus(self, node):
        """Put the keyboard there, and see that it is there."""
        self.do(node, "SetFocus")
        wait(
            f"the keyboard on {node.get_role_name()} “{node.get_name()}”",
            lambda: node.get_state_set().contains(STATE.FOCUSED),
        )

    def key(self, name):
        symbols = {"Return": 0xFF0D, "Down": 0xFF54, "Up": 0xFF52, "Home": 0xFF50, "Tab": 0xFF09}
        Atspi.generate_keyboard_event(symbols[name], "", Atspi.KeySynthType.SYM)
        time.sleep(0.1)

    def write(self, node, text):
        """Let the field hold this."""
        node.set_text_contents(text)
        wait(
            f"“{text}” in “{node.get_name()}”",
            lambda: node.get_text(0, node.get_character_count()).strip() == text,
        )


def record(walk):
    """An entry, written in the field of the first page."""
    field = walk.find("text", "What happened?")
    walk.focus(field)
    walk.write(field, "Coffee with Ana Ruiz")
    walk.press("push button", "Record")
    walk.listen_for("Recorded")


def answer(walk):
    """What the agenda asks: go to its line, and say that it is done."""
    line = walk.find("list item", "Send the plans")
    walk.focus(line)
    walk.press("push button", "Done", line)
    walk.listen_for("Done: Ana Ruiz · Send the plans")
    walk.gone("list item", "Send the plans")


def change(walk):
    """An ask: found in its table, opened, written anew."""
    walk.do(walk.find("radio button", "Asks & referrals"), "Toggle")
    table = walk.find("table", "Asks & referrals")
    walk.focus(table)
    walk.key("Home")
    walk.find("table cell", "the attic", table)
    walk.key("Return")
    walk.press("push button", "Edit")
    dialog = walk.find("dialog", "Edit")
    about = walk.find("text", "What was asked", dialog)
    walk.focus(about)
    walk.write(about, "the attic and the roof")
    walk.press("push button", "Save", dialog)
    walk.find("table cell", "the attic and the roof")


def main():
    """The whole walk, or as far as it goes."""
    walk = Walk()
    try:
        for step in (record, answer, change):
            step(walk)
            print(step.__name__, flush=True)
    except LookupError as missing:
        print(f"There was not: {missing}. What was there:", file=sys.stderr)
        for node in everything(walk.program):
            offered = [node.get_action_name(n) for n in range(node.get_n_actions())]
            print(f"  {node.get_role_name()} “{node.get_name()}” {offered}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
