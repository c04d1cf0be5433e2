"""Whether a database holds the demo, whose passwords everybody can read."""

from typing import Final

from sqlalchemy import Engine, create_engine, literal, select, union_all
from sqlalchemy.exc import DBAPIError

from community.accounts.models import Member
from community.core.bare import BareConnections, Prepared
from community.core.versions import ContentVersion, raise_version
from config import Config, ConfigFaults, Mode

MARK: Final = "demo"
# By whom a demo is known that was made before it left its mark.
FIRST_ADDRESS: Final = "camille.roux@brindille.example"
HELD: Final = (
    "The database holds the demo, and everybody knows its passwords: begin with an empty one"
    " (another folder in PORTAL_DATA, or another PORTAL_DATABASE_URL)."
)


def leave_mark() -> None:
    """Note in the present transaction that this is the demo, whatever becomes of its members."""
    raise_version(MARK)


def refuse_demo(config: Config) -> None:
    """ConfigFaults where a production database holds the demo; one without tables holds none."""
    if config.mode is not Mode.PRODUCTION:
        return
    if _is_in(create_engine(config.database_url)):
        raise ConfigFaults([HELD])


def _is_in(engine: Engine) -> bool:
    marked = select(literal(1)).where(ContentVersion.name == MARK)
    known = select(literal(1)).where(Member.email_key == FIRST_ADDRESS)
    bare = BareConnections(engine)  # nothing else is asked before there is an app
    try:
        return bool(bare.rows(Prepared(union_all(marked, known), engine)))
    except (DBAPIError, engine.dialect.loaded_dbapi.Error):
        return False  # it is away or empty
    finally:
        bare.close()
        engine.dispose()
