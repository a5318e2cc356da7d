package io.alluvium.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What must agree between {@code lineitem} and a copy of it: rows, sums and bounds of some columns.
 *
 * @param text the figures of the source, separated by blanks
 */
record LineSums(String text) {
    private static final String SELECT = "select concat_ws(' ', count(*), sum(orderkey),"
            + " cast(sum(extendedprice) as decimal(38, 2)), sum(length(comment)), min(shipdate), max(receiptdate),"
            + " count(distinct shipmode)) from ";

    /** The question, but for the table. */
    static String select() {
        return SELECT;
    }

    static LineSums of(Lines source) throws SQLException {
        try (Connection connection = source.shop().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT + "lineitem")) {
            row.next();
            return new LineSums(row.getString(1));
        }
    }

    /** @param table as Spark's SQL names it */
    static LineSums of(Contenders contenders, String table) {
        return new LineSums(contenders.answer(table, SELECT));
    }

    /** As a peer printed them; no figures where it printed none. */
    static LineSums printed(Path screen) throws IOException {
        return new LineSums(Files.readAllLines(screen).stream()
                .filter(line -> line.startsWith("sums "))
                .findFirst()
                .map(line -> line.substring("sums ".length()))
                .orElse(""));
    }
}
