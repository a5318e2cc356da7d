package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Needs;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.target.Target;
import io.alluvium.source.target.TargetRows;
import io.alluvium.source.target.TargetTable;
import io.alluvium.source.target.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A PostgreSQL database that tables are brought into. */
record PostgresTarget(DeclaredDatabase declared) implements Target {
    PostgresTarget {
        Objects.requireNonNull(declared, "declared");
    }

    @Override
    public String database() {
        return "postgres " + declared.address().server() + "/" + declared.database();
    }

    @Override
    public Needs needs() {
        return Needs.database(
                declared.host(),
                declared.user(),
                declared.password(),
                Optional.empty(),
                declared.ca(),
                declared.place());
    }

    @Override
    public List<String> secrets() {
        return declared.password().map(one -> "password from " + one).stream().toList();
    }

    /** Without a schema the server's search path would decide, which another login may have otherwise. */
    static Optional<RelationName> name(String written) {
        return RelationName.parse(written)
                .filter(name -> name.schema().isPresent() && !name.name().equals(ExportNote.TABLE));
    }

    @Override
    public boolean isReadBy(SourceSpec source, String table) {
        if (!(source instanceof PostgresSpec postgres) || !declared.isSameAs(postgres.declared())) {
            return false;
        }
        RelationName name = name(table).orElseThrow();
        boolean named = postgres.tables().stream()
                .flatMap(read -> RelationName.parse(read.from()).stream())
                .anyMatch(read -> read.name().equals(name.name())
                        && (read.schema().isEmpty() || read.schema().equals(name.schema())));
        return named
                || postgres.chosen()
                        .patterns()
                        .filter(patterns -> patterns.take(name.schema().orElseThrow(), name.name()))
                        .isPresent();
    }

    @Override
    public void tryOut() {
        try {
            open().close();
        } catch (SQLException e) {
            throw new Faults(declared).ofSession(e).asException(Faults.logged(e));
        }
    }

    private Connection open() {
        try {
            return new Login(declared, true).open(new Faults(declared));
        } catch (AlluviumException e) {
            throw new AlluviumException(e.problems().stream()
                    .map(new TargetFaults(declared)::ofLogin)
                    .toList());
        }
    }

    @Override
    public Written write(TargetTable table, TargetRows rows) {
        List<TargetColumn> columns = TargetColumn.of(table, rows.version().schema());
        requireKey(table, columns);
        try (Connection connection = open()) {
            return new Transfer(connection, table, name(table.to()).orElseThrow(), columns).carriedOut(rows);
        } catch (SQLException e) {
            throw new TargetFaults(declared).of(table, e).asException(Faults.logged(e));
        }
    }

    private static void requireKey(TargetTable table, List<TargetColumn> columns) {
        List<String> names = columns.stream().map(TargetColumn::name).toList();
        List<Problem> missing = table.key().stream()
                .filter(key -> !names.contains(key))
                .map(key -> table.problem(
                                ErrorCode.UNKNOWN_COLUMN, "key names " + key + ", which " + table.from() + " has not")
                        .didYouMean(DidYouMean.amongNames(names, key)))
                .toList();
        if (!missing.isEmpty()) {
            throw new AlluviumException(missing);
        }
    }
}
