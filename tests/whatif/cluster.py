"""Line 2: the same study on a scheduler and two workers of their own, over TLS, with certificates made for the test."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scheduler.engine import Cluster, Engine
from scheduler.errors import LostError
from scheduler.study.run import run
from tests.whatif.said import said
from tests.whatif.size import Results, few, study


def certificates(folder: Path) -> dict[str, Path]:
    """An authority, and one certificate of it for all who take part."""
    made: dict[str, Path] = {}
    authority_key, name = ec.generate_private_key(ec.SECP256R1()), _name("authority")
    authority = _signed(name, name, authority_key.public_key(), authority_key, ca=True)
    key = ec.generate_private_key(ec.SECP256R1())
    own = _signed(_name("lotse"), name, key.public_key(), authority_key, ca=False)
    for what, content in (
        ("ca", authority.public_bytes(serialization.Encoding.PEM)),
        ("cert", own.public_bytes(serialization.Encoding.PEM)),
        (
            "key",
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        ),
    ):
        made[what] = folder / f"{what}.pem"
        made[what].write_bytes(content)
    return made


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(subject: x509.Name, issuer: x509.Name, public, key, ca: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), now, now + timedelta(days=1))
    return builder.add_extension(x509.BasicConstraints(ca, None), critical=True).sign(key, hashes.SHA256())


@contextmanager
def running(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """`dask scheduler` and `dask worker` as a city would start them, on 127.0.0.1 alone."""
    files = certificates(folder)
    dask = Path(sys.executable).with_name("dask")
    tls = ["--tls-ca-file", files["ca"], "--tls-cert", files["cert"], "--tls-key", files["key"]]
    with ExitStack() as stack:
        begin = [dask, "scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *tls]
        address = _started(stack, begin, r"Scheduler at:\s+(tls://\S+)")
        for number in range(workers):
            scratch = folder / f"worker-{number}"
            one = [dask, "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"]
            _started(stack, [*one, "--local-directory", scratch, *tls], r"(Registered to:)")
        yield Cluster(address, workers, files["ca"], files["cert"], files["key"])


def _started(stack: ExitStack, command: list, ready: str) -> str:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    stack.callback(process.wait)
    stack.callback(process.kill)
    assert process.stderr is not None
    said_so_far = ""
    for line in process.stderr:
        said_so_far += line
        if found := re.search(ready, line):
            return found[1]
    raise AssertionError(said_so_far)


def same_numbers(seed: int) -> Iterator[bool]:
    asked_for = study(60, 4, seed, few()[:2])
    here: Results = {}
    there: Results = {}
    with Engine(Cluster(workers=2)) as engine:
        run(asked_for, engine, here)
    with TemporaryDirectory(prefix="lotse-prove-") as folder, running(Path(folder)) as cluster:
        with Engine(cluster) as engine:
            run(asked_for, engine, there)
        try:
            with Engine(Cluster(cluster.address)) as engine:
                run(asked_for, engine, {})
            refused = False
        except (LostError, OSError, TypeError):
            refused = True
    fine = here == there and refused
    seen = f"equal: {here == there}; without a certificate refused: {refused}"
    yield said("2", "a scheduler and two workers over TLS: identical numbers", seen, len(there), seed, fine)
