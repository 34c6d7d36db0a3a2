"""The examples of docs/api.md run as they stand."""

import re
import shutil
import subprocess
from itertools import takewhile
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from anchors.models import Upload
from tests.cast import PASSWORD, assembled
from tests.leeds import leeds, work

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)


@pytest.mark.skipif(
    shutil.which("curl") is None, reason="The examples of docs/api.md need curl, which is not here."
)
def test_the_examples_run_one_after_another(live_server: LiveServer, tmp_path: Path):
    cast = assembled()
    leeds(cast)
    environment = {"BASE": live_server.url, "EMAIL": cast.contributor.email, "PASSWORD": PASSWORD}
    shell = subprocess.Popen(
        ["bash", "-e"],
        cwd=tmp_path, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said = []
    try:
        for block in BLOCKS:
            print(f"{block}\necho; echo the end", file=shell.stdin, flush=True)
            lines = list(takewhile(lambda line: line != "the end\n", shell.stdout))
            assert shell.poll() is None, "".join(lines)
            said.append("".join(lines))
            work()
    finally:
        shell.kill()
        shell.communicate()
    assert '"local_share":0.28' in said[1]
    assert (tmp_path / "lines.csv").read_text().count("\n") == 301
    assert '"state":"checked"' in said[3]
    assert set(Upload.objects.values_list("state", flat=True)) == {"loaded"}
