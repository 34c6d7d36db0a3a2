"""The examples of docs/api.md run as they stand."""

import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator
from pytest_django.live_server_helper import LiveServer

from anchors.models import Token, Upload
from tests.cast import PASSWORD, assembled
from tests.leeds import leeds, work

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)
SCRIPTS = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)


def test_every_address_to_read_stands_in_the_table():
    told = DOCS.read_text()
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    read = [path for path, acts in paths.items() if "get" in acts and not path.endswith("/schema/")]
    addresses = [re.sub(r"{.*?(\w+)}", r"<\1>", path).removeprefix("/api/v1/") for path in read]
    short = [re.sub(r"<\w*id>", "<id>", each) for each in addresses]
    assert [each for each in short if f"`{each}`" not in told] == []


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
    assert '"value":"0.28","unit":"share"' in said[2]
    assert '"state":"checked"' in said[4]
    assert set(Upload.objects.values_list("state", flat=True)) == {"loaded"}


@pytest.mark.parametrize("script", SCRIPTS, ids=["as it comes", "pandas"])
def test_the_examples_for_analysts_run(live_server: LiveServer, tmp_path: Path, script: str):
    if "pandas" in script:
        pytest.importorskip("pandas", reason="pandas is not here; make bench installs it")
    cast = assembled()
    leeds(cast)
    _, token = Token.objects.create(
        user=cast.contributor, name="Report", is_read_only=True, expiry=timedelta(days=30)
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, env=os.environ | {"BASE": live_server.url, "TOKEN": token}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "marsh-borough-council" in done.stdout
    assert "0.28" in done.stdout
