"""Press exports in the window: offering to split what looks like one, looking at a file, adding its articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.model.ids import DocumentId, document_id
from annotator.model.progress import Progress
from annotator.operations import documents
from annotator.operations.documents import Added
from annotator.store import reading
from annotator.ui.background import Work, in_background
from annotator.ui.notices import Action, Outcome, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.bundles import BundlePreview, SplitRules
    from annotator.ui.bundles.bundle_page import BundlePage
    from annotator.ui.main_window import MainWindow


class Bundling(QObject):
    """One press export at a time, for one open project."""

    added = Signal(object)  # Added

    def __init__(self, opened: OpenProject, window: MainWindow) -> None:
        super().__init__(opened)
        self._opened, self._window = opened, window
        self._page: BundlePage | None = None
        self._work: Work | None = None
        self._rules: SplitRules | None = None  # to be followed when the splitting under way has ended
        window.progress.cancelled.connect(self.cancel)

    @property
    def page(self) -> BundlePage:
        """Made when it is asked for: the window opens sooner without it."""
        if self._page is None:
            from annotator.ui.bundles.bundle_page import BundlePage

            self._page = page = BundlePage()
            page.rules_changed.connect(self._split_again)
            page.add_asked.connect(self._add)
            page.as_one_asked.connect(self._as_one)
            page.cancelled.connect(self._close)
            self._window.pages.addWidget(page)
        return self._page

    @property
    def busy(self) -> bool:
        return self._work is not None

    # Beginning

    def offer(self, added: Added) -> None:
        """Says which of the files that came in look like press exports, with a way to split each."""
        for line in added.lines:
            if line.articles > 1 and line.outcome is documents.Outcome.NEW:
                self._offer_one(line.path, line.articles)

    def _offer_one(self, path: Path, count: int) -> None:
        told = tr_n(
            "“{name}” looks like a press export of %n article, and came in as one document.",
            "“{name}” looks like a press export of %n articles, and came in as one document.",
            count,
            name=path.name,
        )
        title = tr_n("Split into %n document…", "Split into %n documents…", count)
        self._window.say(told, Tone.INFO, Action(title, lambda: self.look_at(path)))

    def ask(self) -> None:
        kinds = tr("Press exports") + " (*.rtf *.docx *.txt *.html *.htm *.mhtml *.pdf);;" + tr("All files") + " (*)"
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Split a press export"), str(Path.home()), kinds)
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Reads a file beside the window and shows what it would be split into."""
        if self._work is not None or self._opened.busy:
            self._window.say(tr("Please wait until the work under way has finished."), Tone.INFO)
            return
        project = self._opened.project
        self._window.progress.begin(tr("Looking at {name}", name=path.name))

        def look(progress: Progress) -> object:
            from annotator.operations import bundles  # late: what splits texts is needed by few

            return bundles.look(project, path, progress=progress)

        self._work = in_background(
            self, look, done=self._looked, failed=self._not_read, cancelled=self._over,
            stepped=self._window.progress.step,
        )  # fmt: skip

    def _looked(self, preview: object) -> None:
        self._over()
        self._show(preview)
        self._window.pages.setCurrentWidget(self.page)
        self._window.tell_way_back()
        self.page.setFocus()

    def _not_read(self, message: str) -> None:
        self._over()
        self._window.say(message, Tone.WARNING)

    def _over(self) -> None:
        self._work = None
        self._window.progress.hide()

    def _show(self, preview: object) -> None:
        from annotator.operations.bundles import BundlePreview

        assert isinstance(preview, BundlePreview)
        self.page.show_preview(
            preview, writable=self._opened.writable, here_as_one=self._whole_of(preview) is not None
        )

    # Other rules

    def _split_again(self, rules: SplitRules) -> None:
        preview = self.page.preview
        if preview is None:
            return
        if self._work is not None:
            self._rules = rules
            return
        self.page.set_working(True)
        project = self._opened.project

        def split(_progress: Progress) -> object:
            from annotator.operations import bundles

            return bundles.again(project, preview, rules)

        self._work = in_background(self, split, done=self._split, failed=self._not_split)

    def _split(self, preview: object) -> None:
        self._work = None
        if not self._go_on():
            self._show(preview)

    def _not_split(self, message: str) -> None:
        self._work = None
        if not self._go_on():
            self.page.show_problem(message)

    def _go_on(self) -> bool:
        """Whether other rules were chosen meanwhile, which are followed then."""
        rules, self._rules = self._rules, None
        if rules is not None:
            self._split_again(rules)
        return rules is not None

    # Adding

    def _add(self) -> None:
        preview = self.page.preview
        if preview is None or not self.page.add.isEnabled():
            return
        if self._work is not None or not self._opened.writable:
            self._window.say(tr("Please wait until the work under way has finished."), Tone.INFO)
            return
        project = self._opened.begin_work()
        self._window.progress.begin(tr("Adding documents"))

        def write(progress: Progress) -> object:
            from annotator.operations import bundles

            return bundles.write(project, preview, progress=progress)

        self._work = in_background(
            self, write, done=self._added, failed=self._not_added, cancelled=self._was_cancelled,
            stepped=self._window.progress.step,
        )  # fmt: skip

    def _added(self, added: object) -> None:
        assert isinstance(added, Added) and self.page.preview is not None
        preview = self.page.preview
        self._work = None
        self._opened.end_work()
        self._opened.spread(added.changes)
        new, here = added.of(documents.Outcome.NEW), added.of(documents.Outcome.ALREADY_HERE)
        parts = [tr_n("%n document came in", "%n documents came in", len(new))]
        if here:
            parts.append(tr_n("%n was here already", "%n were here already", len(here)))
        outcomes = [
            Outcome(article.title, line.outcome.value, line.why)
            for article, line in zip(preview.articles, added.lines, strict=True)
        ]
        self._window.progress.finish(", ".join(parts) + ".", outcomes)
        self._close()
        place = self._window.code_place
        if new and new[0].document is not None and place is not None:
            place.open_document(new[0].document)
        self._offer_to_take_out(preview)
        self.added.emit(added)

    def _offer_to_take_out(self, preview: BundlePreview) -> None:
        """The export as one document, where it came in so and nobody has coded it."""
        whole = self._whole_of(preview)
        coded = reading.document_counts(self._opened.project)  # by anybody, hidden from whoever codes blind or not
        if whole is None or coded.get(whole, 0) or not self._opened.writable:
            return

        def take_out() -> None:
            found = [one for one in self._opened.documents if one.id == whole]
            self._opened.do(documents.delete_documents, found)

        told = tr("“{name}” is still among the documents as a whole.", name=preview.path.name)
        self._window.say(told, Tone.INFO, Action(tr("Take it out"), take_out))

    def _whole_of(self, preview: BundlePreview) -> DocumentId | None:
        this = document_id(preview.sha256)
        return this if any(one.id == this and not one.gone for one in self._opened.documents) else None

    def _not_added(self, message: str) -> None:
        self._over()
        self._opened.end_work()
        self.page.show_problem(message)

    def _was_cancelled(self) -> None:
        self._over()
        self._opened.end_work()
        self._window.say(tr("Cancelled: no document came in."), Tone.INFO)

    def _as_one(self) -> None:
        preview = self.page.preview
        self._close()
        if preview is not None:
            self._window.add([preview.path])

    # Ending

    def cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _close(self) -> None:
        self._window.show_code()

    def leave(self) -> None:
        """Ends the work under way and takes the page away, for closing."""
        if self._work is not None:
            self._work.leave()
            self._work = None
            if self._opened.busy:
                self._opened.end_work()
        if self._page is not None:
            self._window.pages.removeWidget(self._page)
            self._page.deleteLater()
            self._page = None
