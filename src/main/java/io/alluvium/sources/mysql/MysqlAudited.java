package io.alluvium.sources.mysql;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.AuditedTable.Column;
import io.alluvium.source.AuditedTable.TextForm;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.database.CatalogedTable;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds a table that is to be compared in the catalog. */
final class MysqlAudited {
    private static final Set<String> EXACT =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "uuid");

    private MysqlAudited() {}

    /** @throws AlluviumException kinds USER, DATA, SOURCE */
    static AuditedTable of(MysqlSpec source, String table) {
        Faults faults = new Faults(source);
        try (Connection connection = new Login(source).open(faults)) {
            Relation relation =
                    new Catalog(connection, source.database()).relation(new NamedTable(table, source.place()));
            List<String> key = new CatalogListing(connection)
                    .entries(List.of(relation.schema())).stream()
                            .filter(entry -> entry.name().equals(relation.name()))
                            .map(CatalogEntry::key)
                            .findFirst()
                            .orElse(List.of());
            return new CatalogedTable(
                    source,
                    new MysqlDialect(),
                    table,
                    RelationName.quotedWhereNeeded(relation.schema()) + "."
                            + RelationName.quotedWhereNeeded(relation.name()),
                    relation.columns().stream().map(MysqlAudited::column).toList(),
                    key,
                    CatalogedTable.times(relation.columns(), Modes::cursor));
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    private static Column column(SourceColumn column) {
        Optional<ColumnImage> image = ColumnImage.of(column, UnfitValues.FAIL);
        return new Column(
                column.name(),
                column.declared(),
                image.map(ColumnImage::type),
                column.type().equals("decimal")
                        ? TextForm.NUMBER
                        : EXACT.contains(column.type()) ? TextForm.EXACT : TextForm.OWN,
                image.filter(exact -> exact.form() == ValueForm.FLOATING)
                        .map(exact -> "has a binary point, whose bits MySQL does not tell"));
    }
}
