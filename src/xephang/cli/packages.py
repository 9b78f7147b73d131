"""Commands about sealed packages: seal, verify."""

from __future__ import annotations

from pathlib import Path

import click

from xephang.canonical import digest_bytes
from xephang.cli.campaigns import read_inputs
from xephang.cli.output import NO, campaign_options, lang_option, reporting, year_option
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang.package import seal, verify, write_whole
from xephang.points import NumberLocale
from xephang.texts import Language, Text


@click.command("seal")
@click.argument("regulation")
@campaign_options
@year_option
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The package file to write.",
)
@lang_option
@reporting
def seal_command(
    regulation: str,
    campaign_path: Path | None,
    answers: Path | None,
    locale: NumberLocale | None,
    year: int | None,
    output: Path,
    lang: Language,
) -> None:
    """Seal regulation, roster, answers and results into one package that anyone can verify."""
    loaded, campaign = read_inputs(regulation, campaign_path, answers, locale, year)
    content = seal(load_folder(find_folder(regulation)), campaign, loaded.year)
    write_whole(output, content)
    click.echo(
        Text(
            "đã niêm phong {units} đơn vị vào {path}",
            "sealed {units} units into {path}",
            {"units": len(campaign.roster), "path": output},
        ).show(lang)
    )
    click.echo(f"digest {digest_bytes(content)}")


# The page that verifies in a browser says the same of the same.
HOLDS = Text(
    "Khớp: mọi mã băm, điểm, loại và hạng đều tính lại được.",
    "It matches: every digest, point, class and rank comes out again.",
)
FAILS = Text("Không khớp. Chỗ khác nhau:", "It does not match. What differs:")
PRINTED = Text(
    "Mã băm đúng như mã in trong quyết định.", "The digest is the one printed in the decision."
)
UNPRINTED = Text(
    "Chưa so với mã in trong quyết định.", "Not compared with the digest printed in the decision."
)


@click.command("verify")
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--digest", help="The digest printed in the decision: 64 hexadecimal digits.")
@lang_option
@reporting
def verify_command(package: Path, digest: str | None, lang: Language) -> None:
    """Recompute everything in a package and name the first difference (exit code 1).

    Without --digest a package that somebody sealed anew also verifies: compare its
    digest with the one printed in the decision.
    """
    content = package.read_bytes()
    found = verify(content, printed_digest=digest)
    if found is not None:
        where = f"{package.name}: {found.place}: {found.message.show(lang)}"
        click.echo(f"{FAILS.show(lang)} {where}", err=True)
        raise SystemExit(NO)
    click.echo(HOLDS.show(lang))
    click.echo(f"digest {digest_bytes(content)}")
    click.echo((UNPRINTED if digest is None else PRINTED).show(lang))
