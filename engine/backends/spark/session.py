"""The Spark session a run works in: the one there is, or one of this machine's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Oldest release with `try_…` functions and moments without a zone in all that is used here.
OLDEST = (4, 0)


def spark_session() -> SparkSession:
    """Return the active session, or begin one: where the environment says, else on this machine."""
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        raise Unavailable(
            "`pyspark` is not installed", "install it: `pip install skulint[spark]`"
        ) from None
    if tuple(int(each) for each in pyspark.__version__.split(".")[:2]) < OLDEST:
        raise Unavailable(f"Spark {pyspark.__version__} is too old", "use Spark 4.0 or later")
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("skulint")
    if not any(name in os.environ for name in ("SPARK_REMOTE", "MASTER", "SPARK_MASTER")):
        builder = (
            builder.master(os.environ.get("SKULINT_SPARK_MASTER", "local[*]"))
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", str(max(4, os.cpu_count() or 1)))
        )
    try:
        return builder.getOrCreate()
    except Exception as error:
        first = str(error).strip().split("\n")[0]
        raise Unavailable(
            f"Spark cannot be started: {first}", "install Java 17 or later, and set `JAVA_HOME`"
        ) from None
