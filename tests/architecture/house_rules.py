"""Rules 7 to 10 of the house, read off the syntax tree: each function yields the faults of one file."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Faults = Iterator[str]
Rule = Callable[[str, ast.Module], Faults]

CONTEXT_NAMES = {"request", "session", "flash"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.putenv"}
WIRES = {"urllib.request", "http.client", "httpx", "requests", "urllib3", "aiohttp", "socket"}
PORTS = "community/core/ports.py"  # it looks whether the portal's own port is free
METRICS = "community/core/metrics.py"  # it tells prometheus_client its folder, there alone
WRITES = {"write_text", "write_bytes", "unlink", "rmdir", "mkdir", "symlink_to"}
FOLDER_MODULES = {"shutil", "tempfile"}
# Each keeps something of its own in the data folder; everybody else asks one of them.
KEEPERS = {
    "community/core/assets.py",
    "community/core/files.py",
    "community/core/http_edge/page_store.py",
    "community/core/mail.py",
    METRICS,
    "community/core/secret_file.py",
    "community/core/signals.py",
    "community/core/tasks.py",
}


def role_of(path: str) -> str:
    """The first word of a module's name: `views` for `views_roadmap.py`."""
    return path.rsplit("/", 1)[-1].removesuffix(".py").split("_")[0]


def request_stays_at_the_edge(path: str, tree: ast.Module) -> Faults:
    """Rule 7: actions get an Actor; the request is read in views and at the edge."""
    edge = path.startswith("community/core/http_edge/")
    if edge or role_of(path) == "views":
        return
    if path in {"community/core/forms.py", "community/accounts/session.py"}:
        return
    for node in ast.walk(tree):
        names = names_from(node, "flask")
        names |= (
            {node.attr}
            if isinstance(node, ast.Attribute) and name_of(node.value) == "flask"
            else set()
        )
        for name in sorted(names & CONTEXT_NAMES):
            yield fault(path, node, f"flask.{name} belongs into views and the edge")


def one_place_commits(path: str, tree: ast.Module) -> Faults:
    """Rule 8: transactions are opened and ended by core/db.py alone."""
    if path == "community/core/db.py":
        return
    for call in calls(tree):
        receiver, _, method = name_of(call.func).rpartition(".")
        if method == "commit" and receiver.split(".")[-1] in {
            "session",
            "connection",
            "db",
            "session()",
        }:
            yield fault(path, call, "only core/db.py commits")
        if method in {"begin", "connect"} and receiver.endswith("engine"):
            yield fault(path, call, "only core/db.py opens transactions")


def actions_leave_the_transaction_alone(path: str, tree: ast.Module) -> Faults:
    """Rule 8: whoever acts opens writing(); actions and models are called inside it."""
    if role_of(path) in {"actions", "queries", "models", "handlers"}:
        for call in calls(tree):
            if name_of(call.func).rpartition(".")[2] == "writing":
                yield fault(path, call, f"{role_of(path)} do not open writing()")


def gets_never_write(path: str, tree: ast.Module) -> Faults:
    """Rule 9: a view for GET alone opens no write transaction."""
    if role_of(path) != "views":
        return
    for view in functions(tree):
        if is_get_only(view) and any(
            name_of(call.func).endswith("writing") for call in calls(view)
        ):
            yield fault(path, view, f"{view.name} answers GET and opens writing()")


def time_has_one_source(path: str, tree: ast.Module) -> Faults:
    """Rule 10: tests set the one clock."""
    if path == "community/core/clock.py":
        return
    for call in calls(tree):
        if ".".join(name_of(call.func).split(".")[-2:]) in CLOCKS:
            yield fault(path, call, "time comes from core/clock.py")


def environment_has_one_reader(path: str, tree: ast.Module) -> Faults:
    """Rule 10: what is deployed stands in one typed object."""
    if path in {"config.py", METRICS}:
        return
    for node in ast.walk(tree):
        names = {f"os.{name}" for name in names_from(node, "os")}
        names |= {name_of(node)} if isinstance(node, ast.Attribute) else set()
        if names & ENVIRONMENT:
            yield fault(path, node, "the environment is read in config.py")


def mail_has_one_door(path: str, tree: ast.Module) -> Faults:
    """Rule 10: letters leave through core/mail.py."""
    if path != "community/core/mail.py":
        yield from imports_of(
            path, tree, {"smtplib", "aiosmtplib"}, "mail leaves through core/mail.py"
        )


def http_has_one_door(path: str, tree: ast.Module) -> Faults:
    """Rule 10: requests to others leave through core/http.py, which checks addresses."""
    if path not in {"community/core/http.py", PORTS}:
        yield from imports_of(path, tree, WIRES, "outgoing HTTP leaves through core/http.py")


def files_have_one_home(path: str, tree: ast.Module) -> Faults:
    """Rule 10: the data folder is written by few modules of core."""
    if path in KEEPERS or path == "config.py" or path.startswith("community/core/search_engine/"):
        return
    yield from imports_of(path, tree, FOLDER_MODULES, "files are kept by core/files.py")
    for call in calls(tree):
        name = name_of(call.func)
        method = name.rpartition(".")[2]
        if method in WRITES or (method == "open" and opens_to_write(call)) or name == "os.open":
            yield fault(path, call, "files are kept by core/files.py")


RULES: list[Rule] = [
    request_stays_at_the_edge,
    one_place_commits,
    actions_leave_the_transaction_alone,
    gets_never_write,
    time_has_one_source,
    environment_has_one_reader,
    mail_has_one_door,
    http_has_one_door,
    files_have_one_home,
]


def faults_of(path: str, source: str) -> list[str]:
    """Everything that breaks rules 7 to 10 in one file."""
    tree = ast.parse(source)
    return [each for rule in RULES for each in rule(path, tree)]


def fault(path: str, node: ast.AST, sentence: str) -> str:
    """A fault as editors understand it."""
    return f"{path}:{getattr(node, 'lineno', 0)} {sentence}"


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """All calls below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions below a node."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


def name_of(node: ast.AST) -> str:
    """`db.session.commit` for such an expression; calls inside it as `()`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return f"{name_of(node.func)}()" if isinstance(node, ast.Call) else ""


def names_from(node: ast.AST, module: str) -> set[str]:
    """The names that `from module import …` takes, if this is one."""
    if isinstance(node, ast.ImportFrom) and node.module == module:
        return {alias.name for alias in node.names}
    return set()


def imports_of(path: str, tree: ast.Module, modules: set[str], sentence: str) -> Faults:
    """Each import of one of the modules, or of something in it."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(
            name == module or name.startswith(f"{module}.") for name in names for module in modules
        ):
            yield fault(path, node, sentence)


def is_get_only(view: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a route decorates the function and none of its routes takes another method."""
    routes = [node for node in view.decorator_list if isinstance(node, ast.Call)]
    routes = [node for node in routes if name_of(node.func).rpartition(".")[2] in {"get", "route"}]
    return bool(routes) and not any("POST" in ast.dump(node) for node in routes)


def opens_to_write(call: ast.Call) -> bool:
    """Whether a call of open() names a mode that writes."""
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [
        node.value
        for node in given
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return any(set(mode) <= set("rwxabt+") and set(mode) & set("wxa+") for mode in modes)
