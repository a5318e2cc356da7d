package io.alluvium.sources.postgres;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.SourceContent;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;

/** A table as the catalog has it, which a session of its own shows when it is compared. */
final class PostgresAudited implements AuditedTable {
    private static final Set<String> EXACT = Set.of("text", "varchar", "bpchar", "name", "uuid", "char");

    private final PostgresSpec source;
    private final String table;
    private final Relation relation;
    private final List<String> key;
    private final String name;

    private PostgresAudited(PostgresSpec source, String table, Relation relation, Optional<CatalogEntry> listed) {
        this.source = source;
        this.table = table;
        this.relation = relation;
        this.key = listed.map(CatalogEntry::key).orElse(List.of());
        this.name = listed.map(CatalogEntry::from).orElse(relation.name());
    }

    /** @throws AlluviumException kinds USER, DATA, SOURCE */
    static PostgresAudited of(PostgresSpec source, String table) {
        Faults faults = new Faults(source);
        NamedTable named = new NamedTable(table, source.place());
        try (SnapshotSession session = SnapshotSession.start(opened(source, faults), SnapshotSession.PATIENCE)) {
            Relation relation = looked(session, named, faults);
            Optional<CatalogEntry> listed = session.run(connection -> new CatalogListing(connection)
                    .entries(List.of(relation.schema())).stream()
                            .filter(entry ->
                                    relation.name().equals(Sql.quoted(entry.schema()) + "." + Sql.quoted(entry.name())))
                            .findFirst());
            return new PostgresAudited(source, table, relation, listed);
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    private static Connection opened(PostgresSpec source, Faults faults) {
        try {
            return new Login(source).open();
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(Faults.logged(e));
        }
    }

    private static Relation looked(SnapshotSession session, NamedTable table, Faults faults) {
        try {
            return new SurveyedRelations(session, List.of()).of(table);
        } catch (SQLException e) {
            throw faults.ofTable(table, e).asException(Faults.logged(e));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Column> columns() {
        return relation.columns().stream()
                .map(column -> new Column(
                        column.name(),
                        column.declaredType(),
                        ColumnImage.of(column, UnfitValues.FAIL).map(ColumnImage::type),
                        form(column),
                        Optional.empty()))
                .toList();
    }

    private static TextForm form(SourceColumn column) {
        SourceColumn.Type type = column.type();
        if (type.isBuiltIn("numeric")) {
            return TextForm.NUMBER;
        }
        boolean exact = !type.array()
                && (type.kind() == 'e'
                        || type.schema().equals("pg_catalog") && EXACT.contains(type.name())
                        || type.name().equals("citext"));
        boolean listed = type.array()
                && ColumnImage.of(column, UnfitValues.FAIL)
                        .filter(image -> image.type() instanceof ArrayType)
                        .isPresent()
                && EXACT.contains(type.name());
        return exact || listed ? TextForm.EXACT : TextForm.OWN;
    }

    @Override
    public List<String> key() {
        return key;
    }

    @Override
    public boolean isTime(String column) {
        return relation.column(column).flatMap(Modes::cursor).isPresent();
    }

    @Override
    public Opened open(Choice choice) {
        DatabaseTable chosen = new DatabaseTable(
                        new TableName(Layer.RAW, "audited"),
                        source.place(),
                        table,
                        choice.key(),
                        DatabaseTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty())
                .with(StoredColumns.only(choice.columns(), StoredNames.renames(choice.columns()), choice.types()));
        String condition = choice.before()
                .map(limit -> Modes.cursor(relation.column(limit.column()).orElseThrow())
                        .orElseThrow()
                        .before(new PostgresDialect(), limit.time()))
                .orElse("true");
        PostgresSource opened = new PostgresSource(source.with(ChosenTables.of(List.of(chosen))));
        boolean isShown = false;
        try {
            opened.connect();
            SourceContent content = opened.whole(chosen, condition);
            isShown = true;
            return new Shown(opened, content);
        } finally {
            if (!isShown) {
                opened.close();
            }
        }
    }

    private record Shown(PostgresSource source, SourceContent content) implements Opened {
        @Override
        public void close() {
            source.close();
        }
    }
}
