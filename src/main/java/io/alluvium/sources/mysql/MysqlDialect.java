package io.alluvium.sources.mysql;

import io.alluvium.source.sql.CursorColumn;
import io.alluvium.source.sql.Dialect;
import java.util.List;

/** How MySQL writes things in a session of {@link SnapshotSessions}: in UTC, with backslashes that mean nothing. */
final class MysqlDialect implements Dialect {
    @Override
    public String quoted(String name) {
        return RelationName.quoted(name);
    }

    @Override
    public String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    @Override
    public String moment(CursorColumn.Form form, String text) {
        String value = text.endsWith("+00") ? text.substring(0, text.length() - "+00".length()) : text;
        return (form == CursorColumn.Form.DATE ? "date" : "timestamp") + "'" + value + "'";
    }

    @Override
    public String among(List<Long> tables) {
        throw new IllegalArgumentException("a table of MySQL is one table: " + tables);
    }

    @Override
    public boolean versionsRows() {
        return false;
    }
}
