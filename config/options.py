"""What the environment decides about `make run`, and what a run passes on to its children."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.places import short_name

BASE = Path(__file__).resolve().parent.parent


class Refusal(Exception):
    """Claimdesk cannot run like this; the message says why and what would help."""


@dataclass(frozen=True)
class Options:
    """One run: where it listens, where its data is, which servers are its own."""

    host: str
    port: int
    var: Path
    demo: bool
    own_postgres: bool
    own_valkey: bool

    @classmethod
    def from_environment(cls) -> "Options":
        port = os.environ.get("PORT") or "8000"
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise Refusal(f"PORT must be a number from 1 to 65535, not {port!r}.")
        return cls(
            host=os.environ.get("HOST") or "127.0.0.1",
            port=int(port),
            var=Path(os.environ.get("CLAIMDESK_VAR") or BASE / "var").absolute(),
            demo=os.environ.get("CLAIMDESK_DEMO", "1") == "1",
            own_postgres=not os.environ.get("DATABASE_URL"),
            own_valkey=not os.environ.get("REDIS_URL"),
        )

    @property
    def reachable_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound

    @property
    def address(self) -> str:
        return f"http://{bracketed(self.reachable_host)}:{self.port}"

    @property
    def bind(self) -> str:
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def is_public(self) -> bool:
        return self.host not in {"127.0.0.1", "::1", "localhost"}

    @property
    def mark(self) -> str:
        """The name of a run in its processes' environment: one a folder and port."""
        return f"{short_name(self.var)}:{self.port}"

    @property
    def shown_var(self) -> str:
        return "./var" if self.var == BASE / "var" else str(self.var)

    def prepare_folder(self) -> None:
        """Make the var folder; refuse one that another user's run has filled."""
        try:
            (self.var / "log").mkdir(parents=True, exist_ok=True)
            (self.var / "run").mkdir(exist_ok=True)
        except OSError as problem:
            raise Refusal(f"The data folder cannot be made: {problem}. Set CLAIMDESK_VAR to another one.") from None
        for path in (self.var, *self.var.iterdir(), *(self.var / "log").iterdir()):
            if path.name not in {"pg", "postgres.log"} and not os.access(path, os.R_OK | os.W_OK):
                raise Refusal(f"{path} belongs to another user. Give it to yourself, or set CLAIMDESK_VAR.")

    def child_environment(self) -> dict[str, str]:
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CLAIMDESK_VAR": str(self.var),
            "CLAIMDESK_DEMO": "1" if self.demo else "0",
            "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(self.var),
            "BASE_URL": os.environ.get("BASE_URL") or self.address,
            "PYTHONUNBUFFERED": "1",
            # Else the C library keeps a heap for each thread, and what one gives back the others cannot have.
            "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX") or "2",
        }
        return {**os.environ, **ours}


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def secret_key(var: Path) -> str:
    """The key kept in `var`, made at the first call; only its owner can read it."""
    file = var / "secret_key"
    if not file.exists():
        # Written aside and linked into place: a second start at the same moment finds all of it or nothing.
        draft = var / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50) + "\n")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()
