package io.alluvium.sources.postgres;

import io.alluvium.source.window.Makeup.TextType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A column as the catalog describes it.
 *
 * @param position attribute number; gaps are dropped columns
 * @param declaredType as psql shows it, for people
 * @param type beneath domains
 * @param computed the expression of a column that is stored nowhere
 */
record SourceColumn(
        int position, String name, boolean notNull, String declaredType, Type type, Optional<String> computed) {

    /**
     * A type beneath domains.
     *
     * @param schema of the type
     * @param name of the type, or of the element's where {@code array}
     * @param kind {@code pg_type.typtype} of the type or element: b, c, d, e, m, p, r
     * @param modifier {@code atttypmod}, -1 where none
     * @param folds whether its collation calls different texts equal
     */
    record Type(String schema, String name, char kind, boolean array, int modifier, boolean folds) {
        Type {
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(name, "name");
        }

        /** Whether the catalog may have a say in the text of values. */
        boolean mayFollowCatalog() {
            return kind != 'b' || !schema.equals("pg_catalog") || name.equals("money");
        }

        boolean isBuiltIn(String wanted) {
            return !array && schema.equals("pg_catalog") && name.equals(wanted);
        }

        /** Digits after the point of fractional seconds; 6 where none are declared. */
        int secondDigits() {
            return modifier < 0 ? 6 : modifier;
        }
    }

    SourceColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(declaredType, "declaredType");
        Objects.requireNonNull(type, "type");
    }

    /** A column whose values are stored. */
    SourceColumn(int position, String name, boolean notNull, String declaredType, Type type) {
        this(position, name, notNull, declaredType, type, Optional.empty());
    }

    /** What is computed may become something else; told by a number that no type has. */
    Optional<TextType> expression() {
        return computed.map(expression -> new TextType(
                -position, "the expression of column " + name, new TreeMap<>(Map.of(1L, expression)), false));
    }

    /** Quoted, of the table that is always called {@code t}. */
    String sql() {
        return "t." + Sql.quoted(name);
    }
}
