package io.alluvium.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What happens in the shop between the first and the second run. Each statement changes about one row in a hundred. */
public final class SourceChanges {
    private SourceChanges() {}

    /**
     * Begins a transaction that changes orders, and lets a younger one that changes other orders commit before it. A
     * reader that remembers the newest {@code updated_at} it saw never finds the rows of the first, which commits last.
     *
     * @param late takes the open transaction; the caller commits it
     */
    public static void beginLateTransaction(Connection late, Connection quick) throws SQLException {
        late.setAutoCommit(false);
        try (Statement statement = late.createStatement()) {
            statement.execute("update orders set totalprice = totalprice + 1, orderpriority = '1-URGENT'"
                    + " where orderkey in (select orderkey from orders order by orderkey limit 5)");
            statement.execute("update lineitem set quantity = quantity + 1"
                    + " where orderkey in (select orderkey from orders order by orderkey limit 5)");
        }
        try (Statement statement = quick.createStatement()) {
            statement.execute("update orders set orderpriority = '2-HIGH'"
                    + " where orderkey in (select orderkey from orders order by orderkey desc limit 5)");
            statement.execute("update lineitem set comment = 'call before delivery'"
                    + " where orderkey in (select orderkey from orders order by orderkey desc limit 5)");
        }
    }

    /** New orders, changed orders, prices and stocks, and customers who left. */
    public static void commitOfTheDay(Connection connection) throws IOException, SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(ShopDatabase.resource("changes.sql"));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
