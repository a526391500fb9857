"""Names made of paths, HTML, formulas, markup and mathematics: shown as written, wherever results go."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_rows import call

from sim.cli import progress as bar
from sim.results import folder_name

HERE = Path(__file__).parent
ODD = {
    "Small clinic": "=x<img src=x onerror=alert(1)>&amp;{{7*7}}$\\\\frac{門診 [/bold]",
    "recliner": "=<script>alert('r')</script> $x_",
    "consult room": "@SUM(A1) ../../c",
    "nurse": "+nurse </td><b>n",
    "prescriber": "-1+1|cmd $^",
    "prepare": "<i>pre $_</i> [red]",
    "mood": "</script><p>mood",
    "depression": "<svg onload=alert(2)>",
    "anxiety": "=HYPERLINK('x') %s {0} \\\\n",
}
"""What stands in the small clinic -> what it is called here, as it is written between double quotes."""
ELEMENTS = ("<script>alert", "<img src=x", "<svg onload", "<b>n", "<i>pre", "</script><p>", "<u>$", "<em>v")


def odd_clinic() -> str:
    """The small clinic with every name replaced."""
    text = (HERE / "clinic.yaml").read_text(encoding="utf-8")
    for name, odd in ODD.items():
        text = re.sub(rf"(?<![\w-]){name}(?![\w:]*ation)(?!\w)", lambda _, odd=odd: f'"{odd}"', text)
    text = text.replace("money:\n", 'money:\n  currency: "<u>$"\n')
    return text + 'variants:\n  "=<em>v</em> $_": {run.seed: 1, money.prices.infusion: 400}\n'


class Attributes(HTMLParser):
    """Every attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Keep their names."""
        self.found += [name for name, _ in attrs]


def check(folder: Path) -> None:
    """No name is an element, a script, a formula or a path in any file of a study."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    reader = Attributes()
    reader.feed(page)
    assert [name for name in reader.found if name.startswith("on")] == []
    assert [text for text in ELEMENTS if text in page] == []
    for path in folder.glob("figures/*.svg"):
        assert not {"script", "img"} & {one.tag.rpartition("}")[2] for one in ElementTree.parse(path).iter()}
    for path in folder.glob("*.csv"):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        cells = [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]
        assert [cell for cell in cells if not re.fullmatch(r"-[\d.e+-]+", cell)] == []
    with zipfile.ZipFile(folder / "results.xlsx") as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name)
    for path in folder.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


@pytest.fixture
def odd(tmp_path, monkeypatch):
    """A folder with the clinic of odd names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.yaml").write_text(odd_clinic(), encoding="utf-8")
    return tmp_path


def test_odd_names_are_text_in_every_file_of_a_run(odd):
    """One folder below results; the page, figures, tables and workbook hold the names as text."""
    done = call("run", "odd.yaml", "--workers", 1)
    assert done.code == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "</td><b>n" in done.stdout
    (folder,) = (odd / "results").iterdir()
    assert {path.name for path in odd.iterdir()} == {"odd.yaml", "results"}
    check(folder)


@pytest.mark.slow
def test_odd_names_are_text_in_every_file_of_a_comparison(odd):
    """The same for variants, whose names are file names too."""
    done = call("compare", "odd.yaml", "--workers", 1)
    assert done.code == 0, done.stderr
    (folder,) = (odd / "results").iterdir()
    assert {path.name for path in odd.iterdir()} == {"odd.yaml", "results"}
    check(folder)


def test_progress_shows_markup_as_it_is_written(monkeypatch):
    """On a terminal a name with ``[/bold]`` is no markup that was never opened."""
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with bar.progress("a [/bold] [red]b") as watch:
        watch.expect(3, [])
    assert "a [/bold] [red]b" in screen.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "~", "$HOME", "con", "NUL", "com1", "nul.txt", "lpt1.", "x. ",
     "a/b\\c:d*e?f", "." * 50, "-rf", "x" * 300, "門" * 300, "門診 🪑", "\u202eabc", "a\nb"],
)  # fmt: skip
def test_a_folder_for_results_is_a_plain_name(name):
    """Letters, digits, dots and dashes; never a path, an option, a device of Windows or more than 80 characters."""
    found = folder_name(name)
    assert re.fullmatch(r"\w[\w.-]*", found)
    assert not found.endswith((".", "-"))
    assert len(found) <= 80
    assert len(f".{found}-compared-old-12345678".encode()) <= 255
    assert found.partition(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
