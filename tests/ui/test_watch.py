"""What is watched is told of, together, also when another stands in its place; and where there are no watches left."""

import pytest
from PySide6.QtCore import QFileSystemWatcher

from ui.watch import Watch


@pytest.fixture
def watch(qapp):
    made = Watch(every=40)
    yield made
    made.stop()


def test_several_changes_are_told_as_one(watch, tmp_path, qtbot):
    file, told = tmp_path / "a", []
    file.write_text("1")
    watch.changed.connect(lambda: told.append(file.read_text()))
    watch.begin([file])
    for text in ("2", "3", "4"):
        file.write_text(text)
    qtbot.waitUntil(lambda: told == ["4"])


def test_what_was_put_in_the_place_of_another_is_seen_too(watch, tmp_path, qtbot):
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("old")
    watch.begin([file])
    other.write_text("new")
    with qtbot.waitSignal(watch.changed):
        other.replace(file)
    with qtbot.waitSignal(watch.changed):
        file.write_text("newer")


def test_what_is_watched_no_more_is_not_told_of(watch, tmp_path, qtbot):
    watch.begin([tmp_path])
    watch.stop()
    assert not watch.active
    with qtbot.assertNotEmitted(watch.changed, wait=150):
        (tmp_path / "new").touch()


def test_without_watches_a_look_is_taken_now_and_then(watch, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(QFileSystemWatcher, "addPaths", lambda _self, paths: paths)
    with qtbot.waitSignals([watch.changed, watch.changed]):
        watch.begin([tmp_path])
