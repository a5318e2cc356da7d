package io.alluvium.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Writes names so that Spark's SQL takes them as they are. */
public final class SqlNames {
    private SqlNames() {}

    /** A name in quotes, whatever characters it has. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** The column of exactly this name; a dot in it does not reach into a struct. */
    public static Column column(String name) {
        return functions.col(quoted(name));
    }
}
