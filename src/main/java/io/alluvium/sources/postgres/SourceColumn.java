package io.alluvium.sources.postgres;

import java.util.Objects;

/**
 * A column as the catalog describes it.
 *
 * @param position attribute number; gaps are dropped columns
 * @param declaredType as psql shows it, for people
 * @param type beneath domains
 */
record SourceColumn(int position, String name, boolean notNull, String declaredType, Type type) {

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

    /** Quoted, of the table that is always called {@code t}. */
    String sql() {
        return "t." + Sql.quoted(name);
    }
}
