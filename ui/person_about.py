"""stub"""

from PySide6.QtWidgets import QWidget


class About(QWidget):
    def __init__(self, desk):
        super().__init__()

    def show_summary(self, s):
        pass
