package io.alluvium.source.sql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableSpec;
import java.util.List;
import java.util.function.Function;

/**
 * What marks a row as deleted at its source. It is a column that is true, or has a time, in such rows alone; or a
 * condition over columns, of comparisons with constants, {@code in}, {@code is null}, {@code and}, {@code or} and {@code
 * not}. Nothing else is SQL here: what a project writes reaches the server as names and constants.
 *
 * @param written as a project has it
 */
public record DeletionMark(String written) {

    /** What a column can tell of a row. */
    public enum Form {
        TRUTH,
        TIME,
        NUMBER,
        TEXT,
        OTHER
    }

    /**
     * A column as the database declares it.
     *
     * @param notNull whether the database keeps it so
     * @param type for people
     */
    public record Column(String name, Form form, boolean notNull, String type) {}

    /** @throws IllegalArgumentException for what is neither a column nor a condition, saying why */
    public DeletionMark {
        MarkSyntax.read(written);
    }

    /** All that it looks at, once each, by the source's names. */
    public List<String> columns() {
        return MarkSyntax.read(written).stream()
                .filter(MarkSyntax.Name.class::isInstance)
                .map(piece -> ((MarkSyntax.Name) piece).column())
                .distinct()
                .toList();
    }

    /**
     * The rows that are marked, as SQL over the row {@code t}.
     *
     * @param columns the table's; refuses names that are none
     * @throws io.alluvium.failure.AlluviumException where the mark can only be wrong
     */
    public String condition(TableSpec table, Function<String, Column> columns, Dialect dialect) {
        List<MarkSyntax.Piece> pieces = MarkSyntax.read(written);
        if (pieces.size() == 1 && pieces.get(0) instanceof MarkSyntax.Name name) {
            return byColumn(table, columns.apply(name.column()), dialect);
        }
        StringBuilder sql = new StringBuilder();
        for (MarkSyntax.Piece piece : pieces) {
            sql.append(sql.isEmpty() ? "" : " ").append(sql(table, piece, columns, dialect));
        }
        return sql.toString();
    }

    private String byColumn(TableSpec table, Column column, Dialect dialect) {
        if (column.form() == Form.TRUTH) {
            return dialect.column(column.name());
        }
        if (column.form() == Form.TIME && !column.notNull()) {
            return dialect.column(column.name()) + " is not null";
        }
        throw refused(table, column)
                .because(
                        column.notNull()
                                ? "it is never null, so that every row would be deleted"
                                : "a column alone marks by true, or by a time that other rows do not have")
                .fixedBy("soft_delete = \"" + example(column).replace("\"", "\\\"")
                        + "\"; what was loaded without it has other marks: alluvium reset " + table.name())
                .asException();
    }

    private String sql(TableSpec table, MarkSyntax.Piece piece, Function<String, Column> columns, Dialect dialect) {
        if (piece instanceof MarkSyntax.Name name) {
            Column column = columns.apply(name.column());
            requireMeaning(table, name, column);
            return dialect.column(column.name());
        }
        return piece instanceof MarkSyntax.Text text ? dialect.text(text.value()) : ((MarkSyntax.Word) piece).sql();
    }

    private void requireMeaning(TableSpec table, MarkSyntax.Name name, Column column) {
        if (name.use() == MarkSyntax.Use.TRUTH && column.form() != Form.TRUTH) {
            throw refused(table, column)
                    .because("it is compared with nothing, and is no truth value")
                    .fixedBy("write a comparison: " + example(column))
                    .asException();
        }
        if (name.use() == MarkSyntax.Use.NULL_TEST && column.notNull()) {
            throw refused(table, column)
                    .because("it is never null, so that the same would be said of every row")
                    .fixedBy("write a comparison: " + example(column))
                    .asException();
        }
    }

    private Problem refused(TableSpec table, Column column) {
        return table.problem(
                        ErrorCode.BAD_VALUE,
                        "soft_delete = " + written + " cannot tell the deleted rows of "
                                + table.origin().orElse(table.name().name()) + ": " + column.name() + " is "
                                + column.type() + (column.notNull() ? " and never null" : ""))
                .marking("soft_delete");
    }

    /** What a person may mean by such a column. */
    private static String example(Column column) {
        String name = MarkSyntax.spelled(column.name());
        return name
                + switch (column.form()) {
                    case TRUTH -> "";
                    case TIME -> column.notNull() ? " < '9999-12-31'" : " is not null";
                    case NUMBER -> " = 1";
                    case TEXT -> " = 'Y'";
                    case OTHER -> column.notNull() ? " = '…'" : " is not null";
                };
    }
}
