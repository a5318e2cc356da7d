package io.alluvium.dbt;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table that a file of SQL makes.
 *
 * @param key by which others read it
 * @param reads keys of what it reads
 * @param origin the file of the dbt project
 * @param isModel whether it is one of dbt's, not the rows of a raw table
 * @param front the file without its SQL
 * @param sql with names of tables
 * @param refused why it cannot run, empty where it can
 */
record Piece(
        String key,
        TableName table,
        Set<String> reads,
        Place origin,
        boolean isModel,
        ModelText front,
        String sql,
        List<Remark> refused) {
    Piece {
        reads = Set.copyOf(reads);
        refused = List.copyOf(refused);
    }

    String file() {
        return table.layer().label() + "/" + table.name() + ".sql";
    }

    String text() {
        return front.with(sql);
    }

    Piece refusedBy(List<Remark> more) {
        List<Remark> all = new ArrayList<>(refused);
        all.addAll(more);
        return new Piece(key, table, reads, origin, isModel, front, sql, all);
    }

    Piece with(ModelText other) {
        return new Piece(key, table, reads, origin, isModel, other, sql, refused);
    }

    /** The file while it cannot run: what has to be mended stands before the SQL. */
    String unfinished(List<String> why) {
        StringBuilder text =
                new StringBuilder("-- From ").append(origin).append(". Mend it, then take .todo off its name.\n");
        why.forEach(
                line -> text.append("-- ").append(line.replaceAll("\\s+", " ")).append('\n'));
        return front.with(text + sql.strip());
    }
}
