package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.AuditedTable.Column;
import io.alluvium.source.AuditedTable.TextForm;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.database.CatalogedTable;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;

/** Finds a table that is to be compared in the catalog. */
final class PostgresAudited {
    private static final Set<String> EXACT = Set.of("text", "varchar", "bpchar", "name", "uuid", "char");

    private PostgresAudited() {}

    /** @throws AlluviumException kinds USER, DATA, SOURCE */
    static AuditedTable of(PostgresSpec source, String table) {
        Faults faults = new Faults(source);
        NamedTable named = new NamedTable(table, source.place());
        try (SnapshotSession session =
                SnapshotSession.start(new Login(source).open(faults), SnapshotSession.PATIENCE)) {
            Relation relation = looked(session, named, faults);
            Optional<CatalogEntry> listed = session.run(connection -> new CatalogListing(connection)
                    .entries(List.of(relation.schema())).stream()
                            .filter(entry ->
                                    relation.name().equals(Sql.quoted(entry.schema()) + "." + Sql.quoted(entry.name())))
                            .findFirst());
            return new CatalogedTable(
                    source,
                    new PostgresDialect(),
                    table,
                    listed.map(CatalogEntry::from).orElse(relation.name()),
                    relation.columns().stream().map(PostgresAudited::column).toList(),
                    listed.map(CatalogEntry::key).orElse(List.of()),
                    CatalogedTable.times(relation.columns(), Modes::cursor));
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    private static Relation looked(SnapshotSession session, NamedTable table, Faults faults) {
        try {
            return new SurveyedRelations(session, List.of()).of(table);
        } catch (SQLException e) {
            throw faults.ofTable(table, e).asException(Faults.logged(e));
        }
    }

    private static Column column(SourceColumn column) {
        Optional<ColumnImage> image = ColumnImage.of(column, UnfitValues.FAIL);
        return new Column(
                column.name(),
                column.declaredType(),
                image.map(ColumnImage::type),
                form(column, image),
                Optional.empty());
    }

    private static TextForm form(SourceColumn column, Optional<ColumnImage> image) {
        SourceColumn.Type type = column.type();
        if (type.isBuiltIn("numeric")) {
            return TextForm.NUMBER;
        }
        boolean exact = !type.array()
                && (type.kind() == 'e'
                        || type.schema().equals("pg_catalog") && EXACT.contains(type.name())
                        || type.name().equals("citext"));
        boolean listed = type.array()
                && image.filter(list -> list.type() instanceof ArrayType).isPresent()
                && EXACT.contains(type.name());
        return exact || listed ? TextForm.EXACT : TextForm.OWN;
    }
}
