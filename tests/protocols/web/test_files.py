from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.web.files import own_files, read_files


class Files(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("index.html", "chat.css", "chat.js", "icon.svg", "notes.txt", "page.py"):
            (self.folder / name).write_text(f"this is {name}: ñ", encoding="utf-8")
        (self.folder / "sub.js").mkdir()
        (self.folder / "sub.js" / "inner.js").write_text("inner", encoding="utf-8")

    def test_each_is_served_under_its_name_and_the_page_at_the_root(self) -> None:
        self.assertEqual(set(read_files(self.folder)), {"/", "/chat.css", "/chat.js", "/icon.svg"})

    def test_each_has_its_bytes(self) -> None:
        self.assertEqual(read_files(self.folder)["/chat.js"].content, "this is chat.js: ñ".encode())

    def test_text_is_said_to_be_utf_8(self) -> None:
        types = {path: file.media_type for path, file in read_files(self.folder).items()}

        self.assertEqual(types["/"], "text/html; charset=utf-8")
        self.assertEqual(types["/chat.js"], "text/javascript; charset=utf-8")

    def test_a_tag_is_of_the_bytes_alone(self) -> None:
        before = read_files(self.folder)["/chat.js"].etag
        self.assertEqual(read_files(self.folder)["/chat.js"].etag, before)

        (self.folder / "chat.js").write_text("another", encoding="utf-8")

        self.assertNotEqual(read_files(self.folder)["/chat.js"].etag, before)

    def test_a_tag_is_written_as_rfc_9110_has_it(self) -> None:
        self.assertTrue(re.fullmatch(r'"[0-9a-f]{32}"', read_files(self.folder)["/"].etag))

    def test_the_page_of_the_package_is_there(self) -> None:
        self.assertTrue({"/"} <= own_files().keys())
