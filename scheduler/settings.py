"""What may be set from outside, read once at start from the environment. The table is in docs/settings.md."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from scheduler.errors import InputError
from scheduler.mailbox import is_address

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Settings:
    """One field a setting `LOTSE_<FIELD>`; units ride in the names."""

    database_url: str
    data_dir: Path
    mail_from: str
    mail_domain: str = "lotse.example"
    solve_seconds: float = 10.0
    solve_workers: int = 2
    stop_seconds: float = 30.0
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    hold_working_days: int = 3
    hold_minutes: int = 5
    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_tls: str = "starttls"
    smtp_user: str | None = None
    smtp_password_file: Path | None = None
    send: str = "beside"
    whatif: str = "beside"
    whatif_workers: int = 2
    whatif_per_user: int = 3
    dask_address: str | None = None
    dask_ca_file: Path | None = None
    dask_cert_file: Path | None = None
    dask_key_file: Path | None = None


def settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this process. Raises InputError for a value that cannot be used, and for a misspelt LOTSE_ name."""
    known = {f"LOTSE_{field.upper()}" for field in Settings.__dataclass_fields__}
    for name, value in environment.items():
        if name.startswith("LOTSE_") and name not in known:
            raise InputError("is not a setting.", path=name, value=value, advice=f"Settings: {', '.join(sorted(known))}.")
    # An empty variable is how shells and unit files say "not set".
    given = {name: value for name, value in environment.items() if value}
    data_dir = Path(given["LOTSE_DATA_DIR"]) if "LOTSE_DATA_DIR" in given else user_data_path("lotse")
    return Settings(
        database_url=given.get("LOTSE_DATABASE_URL", f"sqlite:///{data_dir / 'lotse.sqlite'}"),
        data_dir=data_dir,
        mail_domain=_mail_domain(given),
        mail_from=_mail_from(given),
        smtp_host=given.get("LOTSE_SMTP_HOST"),
        smtp_port=int(_positive(given, "LOTSE_SMTP_PORT", Settings.smtp_port, 65535)),
        smtp_tls=_one_of(given, "LOTSE_SMTP_TLS", Settings.smtp_tls, ("none", "starttls", "tls")),
        smtp_user=given.get("LOTSE_SMTP_USER"),
        smtp_password_file=_file(given, "LOTSE_SMTP_PASSWORD_FILE"),
        send=_one_of(given, "LOTSE_SEND", Settings.send, ("beside", "apart")),
        solve_seconds=_positive(given, "LOTSE_SOLVE_SECONDS", Settings.solve_seconds),
        stop_seconds=_positive(given, "LOTSE_STOP_SECONDS", Settings.stop_seconds),
        hosts=_hosts(given),
        hold_working_days=int(_positive(given, "LOTSE_HOLD_WORKING_DAYS", Settings.hold_working_days, 60)),
        hold_minutes=int(_positive(given, "LOTSE_HOLD_MINUTES", Settings.hold_minutes, 24 * 60)),
        solve_workers=int(_positive(given, "LOTSE_SOLVE_WORKERS", Settings.solve_workers, 64)),
        whatif=_one_of(given, "LOTSE_WHATIF", Settings.whatif, ("beside", "apart")),
        whatif_workers=int(_positive(given, "LOTSE_WHATIF_WORKERS", Settings.whatif_workers, 64)),
        whatif_per_user=int(_positive(given, "LOTSE_WHATIF_PER_USER", Settings.whatif_per_user, 100)),
        **_cluster(given),
    )


def _cluster(given: Mapping[str, str]) -> dict[str, Any]:
    """Where what-if studies are computed. Whoever reaches an open cluster can run code there: so TLS, or this machine."""
    address = given.get("LOTSE_DASK_ADDRESS")
    files = {field: _file(given, f"LOTSE_{field.upper()}") for field in ("dask_ca_file", "dask_cert_file", "dask_key_file")}
    if address is None:
        return {"dask_address": None, **files}
    scheme, _, host = address.partition("://")
    if scheme not in ("tls", "tcp") or not host:
        advice = "As in tls://cluster.example:8786."
        raise InputError(f'"{address}" is no address of a cluster.', path="LOTSE_DASK_ADDRESS", value=address, advice=advice)
    if scheme == "tcp" and host.rpartition(":")[0] not in ("127.0.0.1", "localhost"):
        sentence = "is not protected: whoever reaches such a cluster can run code on it."
        raise InputError(sentence, path="LOTSE_DASK_ADDRESS", value=address, advice="Use tls:// with the three files.")
    if scheme == "tls" and None in files.values():
        missing = next(f"LOTSE_{field.upper()}" for field, file in files.items() if file is None)
        raise InputError("is missing: a cluster behind TLS asks for it.", path=missing, advice="A PEM file.")
    return {"dask_address": address, **files}


def _file(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if name in given else None


def _mail_domain(given: Mapping[str, str]) -> str:
    domain = given.get("LOTSE_MAIL_DOMAIN", Settings.mail_domain)
    if not is_address(f"termine@{domain}"):
        raise InputError(f'"{domain}" is not a domain.', path="LOTSE_MAIL_DOMAIN", value=domain, advice="As in termine.example.")
    return domain


def _mail_from(given: Mapping[str, str]) -> str:
    address = given.get("LOTSE_MAIL_FROM", f"termine@{_mail_domain(given)}")
    if not is_address(address):
        raise InputError(f'"{address}" is not exactly one e-mail address.', path="LOTSE_MAIL_FROM", value=address)
    return address


def _one_of(given: Mapping[str, str], name: str, default: str, words: tuple[str, ...]) -> str:
    word = given.get(name, default)
    if word not in words:
        raise InputError(f'"{word}" is none of {", ".join(words)}.', path=name, value=word)
    return word


def _hosts(given: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the service, those of the own machine always among them: whoever watches it there calls it so."""
    text = given.get("LOTSE_HOSTS", "")
    named = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    for name in named:
        if not _HOST.fullmatch(name):
            advice = "Names and nothing else, with commas between them, as in termine.example."
            raise InputError(f'"{name}" is not the name of a machine.', path="LOTSE_HOSTS", value=text, advice=advice)
    return tuple(dict.fromkeys((*Settings.hosts, *named)))


def _positive(given: Mapping[str, str], name: str, default: float, most: int = 3600) -> float:
    if name not in given:
        return default
    try:
        number = float(given[name])
    except ValueError:
        number = 0.0
    if not 1 <= number <= most:
        raise InputError(f'"{given[name]}" is not a number from 1 to {most}.', path=name, value=given[name])
    return number
