package io.alluvium.spark;

import java.util.List;
import java.util.stream.IntStream;
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

    /**
     * The columns of a key under the names {@code k0}, {@code k1} and so on, to group by: beside what is computed of the
     * groups stands no name then that somebody else gave.
     */
    public static Column[] numbered(List<String> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> column(key.get(i)).as("k" + i))
                .toArray(Column[]::new);
    }
}
