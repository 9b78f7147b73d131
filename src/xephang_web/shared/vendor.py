"""Copy what the pages need out of node_modules, and build the tabular digits.

Run by `make setup`. Be Vietnam Pro has no tabular figures, and its 1 is half as wide as
its 4: the ten digits are drawn anew with one advance (SIL Open Font License, which
allows it under a name of its own).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import django_htmx
import polib
from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

SOURCE = Path(__file__).resolve().parent.parent
MODULES = SOURCE.parent.parent / "node_modules"
VENDOR = SOURCE / "vendor" / "vendor"
FONTS = MODULES / "@fontsource" / "be-vietnam-pro" / "files"
WEIGHTS = (400, 500, 600)
ADVANCE = 668
"""Width of every digit in thousandths of the font's size: that of its widest, nearly."""


def copy_styles() -> None:
    """Bootstrap without its source map, which is not served."""
    styles = (MODULES / "bootstrap" / "dist" / "css" / "bootstrap.min.css").read_text("utf-8")
    styles = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", styles)
    (VENDOR / "bootstrap.min.css").write_text(styles, encoding="utf-8")


def copy_scripts() -> None:
    """htmx as django-htmx ships it."""
    shipped = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    shutil.copy(shipped, VENDOR / "htmx.min.js")


def copy_fonts() -> None:
    """The Latin and Vietnamese letters of every weight in use."""
    for weight in WEIGHTS:
        for script in ("latin", "vietnamese"):
            shutil.copy(FONTS / f"be-vietnam-pro-{script}-{weight}-normal.woff2", VENDOR)


def build_digits() -> None:
    """XH Tabular: ten digits of one width, one small file a weight."""
    for weight in WEIGHTS:
        font = TTFont(FONTS / f"be-vietnam-pro-latin-{weight}-normal.woff2")
        options = subset.Options()
        options.layout_features = []
        options.hinting = False
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="0123456789")
        subsetter.subset(font)
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        drawn = {}
        for digit in "0123456789":
            name = names[ord(digit)]
            pen = TTGlyphPen(glyphs)
            shift = round((ADVANCE - font["hmtx"][name][0]) / 2)
            glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
            drawn[name] = pen.glyph()
        for name, glyph in drawn.items():
            font["glyf"][name] = glyph
            glyph.recalcBounds(font["glyf"])
            font["hmtx"][name] = (ADVANCE, glyph.xMin)
        for record in font["name"].names:
            if record.nameID == 1:
                record.string = "XH Tabular"
        font.flavor = "woff2"
        font.save(VENDOR / f"xh-tabular-{weight}.woff2")


def compile_catalogues() -> None:
    """The translations in the binary form that Django reads."""
    for catalogue in (SOURCE / "locale").glob("*/LC_MESSAGES/*.po"):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


def main() -> None:
    """Build everything anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    copy_styles()
    copy_scripts()
    copy_fonts()
    build_digits()
    compile_catalogues()


if __name__ == "__main__":
    main()
