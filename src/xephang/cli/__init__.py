"""`xephang`: check, show and test regulations; score, rank, explain, seal and verify campaigns.

Exit codes: 0 all is well; 1 the answer is no (findings, failed cases, a package that
does not hold); 2 the input cannot be used.
"""

from __future__ import annotations

import click

from xephang.cli.campaigns import explain_command, rank_command, score_command, trial_command
from xephang.cli.checking import check_command
from xephang.cli.demonstrate import demonstrate_command
from xephang.cli.packages import seal_command, verify_command
from xephang.cli.regulations import (
    calendar_command,
    diff_command,
    schema_command,
    show_command,
    test_command,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="xephang")
def main() -> None:
    """Xếp Hạng: assess and rank agencies by regulations written as data.

    REGULATION is a folder with a regulation.yaml, or an id below regulations/ such as
    thanh-hoa/2016-4289. Numbers in files are written as 2.125 unless --locale says
    otherwise. Exit code 0: all is well; 1: findings, failed cases or a broken package;
    2: the input cannot be used.
    """


for _command in (
    check_command,
    show_command,
    schema_command,
    calendar_command,
    diff_command,
    test_command,
    score_command,
    rank_command,
    explain_command,
    trial_command,
    seal_command,
    verify_command,
    demonstrate_command,
):
    main.add_command(_command)
