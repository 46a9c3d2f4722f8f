"""The settings, their table in the docs, and what is refused."""

import re
from dataclasses import MISSING
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.mail import MailServer, mail_server
from scheduler.settings import Settings, settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_table_in_the_docs_names_every_setting_and_no_other() -> None:
    documented = re.findall(r"^\| `(LOTSE_\w+)`", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(f"LOTSE_{field.upper()}" for field in Settings.__dataclass_fields__)


def test_the_table_in_the_docs_tells_the_true_defaults() -> None:
    defaults = settings({"LOTSE_DATA_DIR": "/somewhere"})
    table = DOCS.read_text(encoding="utf-8")
    for name, field in Settings.__dataclass_fields__.items():
        if field.default is MISSING:  # it depends on the machine
            continue
        (told,) = re.findall(rf"^\| `LOTSE_{name.upper()}` \|[^|]*\| `?([^`|]+?)`? \|", table, re.MULTILINE)
        assert told == _as_written(getattr(defaults, name))


def test_no_page_of_the_docs_names_a_setting_that_does_not_exist() -> None:
    known = {f"LOTSE_{field.upper()}" for field in Settings.__dataclass_fields__}
    pages = [*DOCS.parent.glob("*.md"), DOCS.parents[1] / "README.md", *DOCS.parent.glob("operations/*")]
    named = {name for page in pages for name in re.findall(r"\bLOTSE_[A-Z_]+\b", page.read_text(encoding="utf-8"))}
    assert named <= known


def _as_written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def test_the_sqlite_file_lies_in_the_data_folder_unless_a_database_is_named(tmp_path: Path) -> None:
    assert settings({"LOTSE_DATA_DIR": str(tmp_path)}).database_url == f"sqlite:///{tmp_path}/lotse.sqlite"
    assert settings({"LOTSE_DATABASE_URL": "postgresql:///lotse"}).database_url == "postgresql:///lotse"
    assert settings({"LOTSE_MAIL_DOMAIN": "", "PATH": "/bin"}).mail_domain == "lotse.example"


@pytest.mark.parametrize("value", ["0", "-1", "soon", "nan", "1e9"])
def test_seconds_that_are_none_are_refused(value: str) -> None:
    with pytest.raises(InputError, match=f'LOTSE_SOLVE_SECONDS: "{re.escape(value)}" is not a number from 1 to 3600'):
        settings({"LOTSE_SOLVE_SECONDS": value})


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(InputError, match=r"LOTSE_DATABASE: is not a setting\. Settings: .*LOTSE_DATABASE_URL"):
        settings({"LOTSE_DATABASE": "sqlite:///x"})


def test_the_names_of_the_service_are_its_own_two_and_those_given() -> None:
    assert settings({"LOTSE_HOSTS": "Termine.example, localhost"}).hosts == ("127.0.0.1", "localhost", "termine.example")
    with pytest.raises(InputError, match=r'LOTSE_HOSTS: "https://termine\.example" is not the name of a machine'):
        settings({"LOTSE_HOSTS": "https://termine.example"})


def test_mail_is_sent_as_it_is_set_and_wrong_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n", encoding="utf-8")
    given = {"LOTSE_SMTP_HOST": "mail.example", "LOTSE_SMTP_PORT": "465", "LOTSE_SMTP_TLS": "tls", "LOTSE_SMTP_USER": "lotse"}
    assert mail_server(settings({})) is None
    secret = {"LOTSE_SMTP_PASSWORD_FILE": str(tmp_path / "password")}
    assert mail_server(settings(given | secret)) == MailServer("mail.example", 465, "tls", "lotse", "secret")
    with pytest.raises(InputError, match=r"LOTSE_SMTP_PASSWORD_FILE: .*nothing cannot be read"):
        mail_server(settings(given | {"LOTSE_SMTP_PASSWORD_FILE": str(tmp_path / "nothing")}))
    with pytest.raises(InputError, match='LOTSE_SMTP_TLS: "ssl" is none of none, starttls, tls'):
        settings({"LOTSE_SMTP_TLS": "ssl"})
    with pytest.raises(InputError, match='LOTSE_MAIL_FROM: "a b" is not exactly one e-mail address'):
        settings({"LOTSE_MAIL_FROM": "a b"})
    assert settings({"LOTSE_MAIL_DOMAIN": "termine.example"}).mail_from == "termine@termine.example"


def test_a_mail_domain_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="LOTSE_MAIL_DOMAIN"):
        settings({"LOTSE_MAIL_DOMAIN": "a b"})
