"""Everything an installation can set, in sections. Each value is an environment variable `YIHU_<NAME>`."""

from datetime import date
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parents[3]


class Section(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="YIHU_", env_ignore_empty=True, extra="ignore")


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = None
    """Address people type; its scheme decides whether cookies are Secure."""
    trusted_proxies: list[str] = []
    """Peers whose X-Forwarded-For is believed."""
    filing_number: str | None = None
    """备案号 shown at the foot of the page."""
    feedback_contact: str | None = None
    """Where 意见反馈 goes: a phone number or mail address."""

    @property
    def https(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))


class Storage(Section):
    home: Path = REPOSITORY / ".yihu"
    """Database, files and secrets of this installation; never in version control."""
    font_dir: Path | None = None
    """An office's own licensed fonts (仿宋, 小标宋) for printed letters."""

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def frontend(self) -> Path:
        return REPOSITORY / "frontend" / "dist"


class Database(Section):
    database_url: str | None = None
    """Another PostgreSQL >= 18 instead of the embedded one."""
    pool_size: int = Field(default=16, ge=2, le=200)


class Clock(Section):
    business_date: date | None = None
    """Freezes the business date for demonstrations and tests."""


class Security(Section):
    secrets_file: Path | None = None
    """Keys of this installation; made on first start when it does not exist."""
    demo_password: SecretStr | None = None
    access_minutes: int = Field(default=15, ge=1, le=60)
    refresh_idle_hours: int = Field(default=12, ge=1)
    refresh_days: int = Field(default=7, ge=1)
    confirm_minutes: int = Field(default=15, ge=1)
    """How long a password just given is enough to see or take away personal data in the clear, or to make keys."""
    unmask_per_day: int = Field(default=50, ge=1)

    @field_validator("demo_password")
    @classmethod
    def long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 8:
            raise ValueError("YIHU_DEMO_PASSWORD 至少 8 位")
        return value


class Webhooks(Section):
    webhook_networks: list[str] = []
    """Networks that are not public and may be told all the same, such as a county's intranet: `["10.12.0.0/16"]`."""

    @field_validator("webhook_networks")
    @classmethod
    def are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network)
        return value


class Logs(Section):
    log_level: str = "INFO"
    log_json: bool = False


class Settings:
    def __init__(self) -> None:
        self.server = Server()
        self.storage = Storage()
        self.database = Database()
        self.clock = Clock()
        self.security = Security()
        self.webhooks = Webhooks()
        self.logs = Logs()


@cache
def settings() -> Settings:
    return Settings()
