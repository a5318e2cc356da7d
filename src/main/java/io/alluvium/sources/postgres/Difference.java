package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.target.TargetTable;
import io.alluvium.source.target.Written;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes a table hold the rows that were brought beside it, by statements that touch no row that is right already. Both
 * tables have the same columns in the same order.
 */
final class Difference {
    /** Where the rows are brought first; it ends with the transaction. */
    static final String INCOMING = "pg_temp.alluvium_incoming";

    private final TargetTable table;
    private final String target;
    private final List<TargetColumn> columns;

    Difference(TargetTable table, RelationName name, List<TargetColumn> columns) {
        this.table = table;
        this.target = name.sql();
        this.columns = columns;
    }

    /** @throws AlluviumException EXPORT_KEY_BROKEN where two rows that came have one key */
    Written carriedOut(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze " + INCOMING);
            // Others may read meanwhile. A row that they wrote between two of these statements would be lost.
            statement.execute("lock table " + target + " in share row exclusive mode");
            return table.key().isEmpty() ? byRow(statement) : byKey(statement);
        }
    }

    private Written byKey(Statement statement) throws SQLException {
        requireUnique(statement);
        String same = table.key().stream()
                .map(Sql::quoted)
                .map(key -> "t." + key + " = i." + key)
                .collect(Collectors.joining(" and "));
        long deleted = statement.executeLargeUpdate(
                "delete from " + target + " t where not exists (select from " + INCOMING + " i where " + same + ")");
        // The operator compares images of rows: nulls are equal, and nothing is equal that looks otherwise.
        long updated = statement.executeLargeUpdate("update " + target + " t set "
                + names(name -> name + " = i." + name) + " from " + INCOMING + " i where " + same
                + " and t.* operator(pg_catalog.*<>) i.*");
        long inserted = statement.executeLargeUpdate("insert into " + target + " (" + names(name -> name)
                + ") select " + names(name -> "i." + name) + " from " + INCOMING
                + " i where not exists (select from " + target + " t where " + same + ")");
        return new Written(true, inserted, updated, deleted);
    }

    private void requireUnique(Statement statement) throws SQLException {
        String key = table.key().stream().map(Sql::quoted).collect(Collectors.joining(", "));
        try (ResultSet row = statement.executeQuery("select count(*) from (select from " + INCOMING + " group by " + key
                + " having count(*) > 1) repeated")) {
            if (row.next() && row.getLong(1) > 0) {
                throw table.problem(
                                ErrorCode.EXPORT_KEY_BROKEN,
                                row.getLong(1) + " keys of " + table.from() + " stand for several rows each")
                        .because("key " + table.key())
                        .fixedBy("name in key what tells the rows apart, or have the model check it: unique = "
                                + table.key())
                        .asException();
            }
        }
    }

    /**
     * Of equal rows as many are left as there came, and what is too few is added. A place is one within its partition
     * only.
     */
    private Written byRow(Statement statement) throws SQLException {
        String listed = names(name -> name);
        String numbered = "select part, place, side, row_number() over (partition by " + listed + ", side) as n, "
                + "count(*) filter (where side = 1) over same as came, count(*) filter (where side = 0) over same as held, "
                + listed + " from (select tableoid as part, ctid as place, 0 as side, " + listed + " from " + target
                + " union all select null, null, 1, " + listed + " from " + INCOMING + ") both_sides"
                + " window same as (partition by " + listed + ")";
        long deleted = statement.executeLargeUpdate(
                "delete from " + target + " where (tableoid, ctid) in (select part, place from (" + numbered
                        + ") r where side = 0 and n > came)");
        long inserted = statement.executeLargeUpdate("insert into " + target + " (" + listed + ") select " + listed
                + " from (" + numbered + ") r where side = 1 and n > held");
        return new Written(true, inserted, 0, deleted);
    }

    private String names(Function<String, String> each) {
        return columns.stream().map(TargetColumn::quoted).map(each).collect(Collectors.joining(", "));
    }
}
