package io.alluvium.sources.postgres;

import io.alluvium.source.sql.CursorColumn;
import io.alluvium.source.sql.Dialect;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How PostgreSQL writes names and values. */
record PostgresDialect() implements Dialect {

    @Override
    public String quoted(String name) {
        return Sql.quoted(name);
    }

    @Override
    public String text(String value) {
        return Sql.text(value);
    }

    @Override
    public String moment(CursorColumn.Form form, String text) {
        return Sql.text(text) + "::pg_catalog." + form.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String among(List<Long> tables) {
        return "t.tableoid = any ('"
                + tables.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"))
                + "'::pg_catalog.oid[])";
    }

    @Override
    public boolean versionsRows() {
        return true;
    }
}
