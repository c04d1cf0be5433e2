"""Makes .venv from a hashed lock; needs nothing but the standard library, so it comes first.

Usage: python3 tools/environment.py run|test [--or-better]
With the Python that runs this, or one that is better built; with uv where it is there, else venv and pip. A stamp makes
the second call instant.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
NO_VENV = """
This Python cannot make an environment: its module "ensurepip" is missing.
On Debian or Ubuntu install it once, then start again:

    sudo apt-get install python3-venv
"""


def main(group: str, *, or_better: bool = False) -> None:
    """Bring .venv to what the lock of `group` says or end with a sentence."""
    if sys.version_info < OLDEST_PYTHON:
        start_newer_python()
    if is_current(group):
        return
    better = better_built_python() if or_better and not PYTHON.exists() else None
    if better:
        print(
            f"environment: {better} instead of {sys.executable}, built without optimizations",
            flush=True,
        )
        os.execv(better, [better, sys.argv[0], group])
    print(f"environment: installing {LOCKS[group].name} into {HOME.name} …", flush=True)
    uv = shutil.which("uv")
    if uv is None or not install_with_uv(uv, LOCKS[group]):
        install_with_pip(LOCKS[group])
    stamp(group).write_text(fingerprint(group))


def start_newer_python() -> None:
    """Start again with a newer Python of this machine, or say that there is none."""
    for minor in (14, 13, 12, 11):
        newer = shutil.which("python3.%d" % minor)  # noqa: UP031 (an old Python must read this line)
        if newer and succeeds([newer, "--version"], quiet=True):
            os.execv(newer, [newer, *sys.argv])
    sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")


def better_built_python(system: Path = Path("/usr")) -> str | None:
    """The system's Python of this minor version, where this one was built without optimizations.

    So pyenv builds it unless told otherwise; docs/operators.md says what that costs. Other kinds of Python
    (free-threaded, for debugging, PyPy) were chosen for a reason and stay.
    """
    optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    plain = sys.implementation.name == "cpython" and not sys.abiflags
    if optimized or not plain or Path(sys.base_prefix) == system:
        return None
    python = system / "bin" / "python{}.{}".format(*sys.version_info[:2])
    usable = os.access(python, os.X_OK) and succeeds(
        [str(python), "-c", "import ensurepip"], quiet=True
    )
    return str(python) if usable else None


def fingerprint(group: str) -> str:
    """Changes when the lock does, or the Python that the environment was made with."""
    version = "{}.{}".format(*sys.version_info[:2])
    return hashlib.sha256(LOCKS[group].read_bytes() + version.encode()).hexdigest()


def stamp(group: str) -> Path:
    """The file that says for which lock the environment was made."""
    return HOME / f".{group}-installed"


def is_current(group: str) -> bool:
    """What the tests need holds what running needs: both locks are written together."""
    groups = {"run": ["run", "test"], "test": ["test"]}[group]
    return PYTHON.exists() and any(
        stamp(each).exists() and stamp(each).read_text() == fingerprint(each) for each in groups
    )


def install_with_uv(uv: str, lock: Path) -> bool:
    """True when uv did it; it never fetches a Python of its own."""
    settings = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(HOME)}
    if not PYTHON.exists() and not succeeds(
        [uv, "venv", "-q", "-p", sys.executable, str(HOME)], settings
    ):
        return False
    install = [
        uv,
        "pip",
        "install",
        "-q",
        "--python",
        str(PYTHON),
        "--require-hashes",
        "-r",
        str(lock),
    ]
    if succeeds(install, settings):
        return True
    print("environment: uv could not install the lock; trying pip", flush=True)
    return False


def install_with_pip(lock: Path) -> None:
    """Make the environment with venv where it is missing, and install the lock with pip."""
    if not PYTHON.exists():
        make_environment()
    pip = [str(PYTHON), "-m", "pip"]
    if not succeeds([*pip, "--version"], quiet=True) and not succeeds(
        [str(PYTHON), "-m", "ensurepip", "--upgrade"], quiet=True
    ):
        # An environment that uv made has no pip, and Debian's Python may lack ensurepip.
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    install = [*pip, "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    if lock == LOCKS["test"]:
        install.append("--no-compile")  # half of it is never imported
    if not succeeds([*install, "-r", str(lock)]):
        sys.exit(f"environment: {lock.name} could not be installed; what pip said stands above.")


def make_environment() -> None:
    """A virtual environment with pip; on Debian as root the missing package is installed first."""
    if not has_ensurepip() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("environment: installing python3-venv …", flush=True)
        settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        succeeds(["apt-get", "update", "-qq"], settings, quiet=True)
        succeeds(["apt-get", "install", "-y", "-qq", "python3-venv"], settings, quiet=True)
    if not has_ensurepip() and not succeeds([sys.executable, "-m", "pip", "--version"], quiet=True):
        sys.exit(NO_VENV)
    venv.create(HOME, with_pip=has_ensurepip(), symlinks=True, clear=HOME.exists())


def has_ensurepip() -> bool:
    """Asked in a new process, because Debian leaves the module out until its package is there."""
    return succeeds([sys.executable, "-c", "import ensurepip"], quiet=True)


def succeeds(
    command: list[str], settings: dict[str, str] | None = None, *, quiet: bool = False
) -> bool:
    """Run a command; True when it ended with 0. Quiet ones keep their words to themselves."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, check=False, env=settings, stdout=output, stderr=output)
    return done.returncode == 0


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run", or_better="--or-better" in sys.argv)
