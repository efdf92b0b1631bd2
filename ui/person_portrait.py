"""The portrait of a person's page: a button that takes a picture from a file, by drag and drop, or from the clipboard.

A picture is cropped to its middle square and made small before it goes into the journal.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from ui.icons import icon
from ui.look import current, px
from ui.parts.paint import PaintedButton, ring
from ui.parts.portrait import draw_portrait

SIDE = 256
"""The longest side of a portrait that is kept, in pixels."""


def portrait_bytes(image: QImage) -> tuple[str, bytes]:
    """The middle square of a picture, at most `SIDE` wide: media type and bytes. PNG where it is see-through."""
    short = min(image.width(), image.height())
    square = image.copy(QRect((image.width() - short) // 2, (image.height() - short) // 2, short, short))
    if short > SIDE:
        square = square.scaled(
            SIDE, SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    form = "PNG" if square.hasAlphaChannel() else "JPEG"
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    square.save(buffer, form, -1 if form == "PNG" else 88)  # type: ignore[call-overload]
    return f"image/{form.lower()}", bytes(held.data())


class PortraitButton(PaintedButton):
    """The portrait; a click offers to set or remove it. `picture_given(QImage)`, `picture_removed`, `refused(path)`."""

    picture_given = Signal(QImage)
    picture_removed = Signal()
    refused = Signal(str)

    def __init__(self, side: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._shows: tuple[str, str, QPixmap | None] = ("", "", None)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Change the portrait"))
        self.clicked.connect(self._offer)

    def show_person(self, name: str, initials: str, picture: QPixmap | None) -> None:
        self._shows = (name, initials, picture)
        self.setAccessibleName(self.tr("Portrait of {name}").format(name=name))
        self.setAccessibleDescription(self.tr("Press to change it"))
        self.update()

    @property
    def picture(self) -> QPixmap | None:
        return self._shows[2]

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_portrait(painter, QRect(0, 0, px(self._side), px(self._side)), *self._shows)
        if self.ringed:
            ring(painter, self.rect(), self.width() / 2)
            # A picture may be of any colour: between it and the ring there is a gap.
            ring(painter, self.rect().adjusted(2, 2, -2, -2), self.width() / 2 - 2, current().surface)

    def menu(self) -> QMenu:
        """What can be done with the portrait."""
        menu = QMenu(self)
        menu.addAction(icon("picture"), self.tr("Choose a picture…"), self._choose)
        paste = menu.addAction(icon("copy"), self.tr("Paste a picture"), self.paste)
        held: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where nothing is on it
        paste.setEnabled(held is not None and held.hasImage())
        remove = menu.addAction(icon("delete"), self.tr("Remove the portrait"), self.picture_removed.emit)
        remove.setEnabled(self._shows[2] is not None)
        return menu

    def _offer(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a picture"), "", self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)")
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Take a picture from a file."""
        image = QImage(str(path))
        if image.isNull():
            self.refused.emit(path.name)
        else:
            self.picture_given.emit(image)

    def paste(self) -> None:
        """Take the picture on the clipboard, if there is one."""
        image = QGuiApplication.clipboard().image()
        if not image.isNull():
            self.picture_given.emit(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete and self._shows[2] is not None:
            self.picture_removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        if data.hasImage():
            image = QImage(data.imageData())
            if not image.isNull():
                self.picture_given.emit(image)
        elif data.hasUrls() and data.urls()[0].isLocalFile():
            self.take_file(Path(data.urls()[0].toLocalFile()))
        event.acceptProposedAction()
