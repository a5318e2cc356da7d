package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Needs;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.fault.ServerFaults;
import io.alluvium.source.fault.WriteFaults;
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
        return new Login(declared, true).open(new Faults(declared));
    }

    @Override
    public Written write(TargetTable table, TargetRows rows) {
        List<TargetColumn> columns = TargetColumn.of(table, rows.version().schema());
        requireKey(table, columns);
        try (Connection connection = open()) {
            return new Transfer(connection, table, name(table.to()).orElseThrow(), columns).carriedOut(rows);
        } catch (SQLException e) {
            throw explained(table, e).asException(Faults.logged(e));
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

    private Problem explained(TargetTable table, SQLException error) {
        NamedTable named = new NamedTable(table.to(), table.place());
        String state = ServerFaults.state(error);
        if (state.equals("23502")) {
            return table.problem(
                            ErrorCode.EXPORT_KEY_BROKEN,
                            "a row of " + table.from() + " has no value where " + table.to() + " allows no null")
                    .because("a column of the key, " + table.key() + ", or one that the server holds to it (23502)")
                    .fixedBy("have the model check it: expect { key_known { not_null = " + table.key()
                            + ", else = fail } }");
        }
        if (state.startsWith("22") && !SqlStates.isAboutEncoding(error)) {
            return table.problem(
                            ErrorCode.EXPORT_VALUE_UNSUPPORTED,
                            "a value of " + table.from() + " has no image in PostgreSQL")
                    .because(ServerWords.told(error).orElse("refused") + " (" + state + ")")
                    .fixedBy("leave such values out in the model");
        }
        if (state.equals("3F000")) {
            String schema = name(table.to()).flatMap(RelationName::schema).orElseThrow();
            return table.problem(ErrorCode.EXPORT_FAILED, declared.database() + " has no schema " + schema)
                    .because("refused (3F000)")
                    .fixedBy("CREATE SCHEMA " + Sql.quotedWhereNeeded(schema) + ";");
        }
        if (state.startsWith("40")) {
            return table.problem(
                            ErrorCode.SOURCE_INTERRUPTED, "the server ended the transaction that wrote " + table.to())
                    .because("another transaction was in its way (" + state + ")")
                    .fixedBy("run again: the table is as it was");
        }
        return new WriteFaults(declared.address(), new SqlStates()).of(named, error, grant(table));
    }

    private String grant(TargetTable table) {
        String schema = name(table.to()).flatMap(RelationName::schema).orElseThrow();
        String user = Sql.quotedWhereNeeded(declared.user());
        return "GRANT USAGE, CREATE ON SCHEMA " + Sql.quotedWhereNeeded(schema) + " TO " + user
                + "; where the tables are there already: GRANT SELECT, INSERT, UPDATE, DELETE ON " + table.to() + ", "
                + new RelationName(Optional.of(schema), ExportNote.TABLE).text() + " TO " + user + ";";
    }
}
