package io.alluvium.sources.mysql;

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

/** A table as the catalog has it, which sessions of its own show when it is compared. */
final class MysqlAudited implements AuditedTable {
    private static final Set<String> EXACT =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "uuid");

    private final MysqlSpec source;
    private final String table;
    private final Relation relation;
    private final List<String> key;

    private MysqlAudited(MysqlSpec source, String table, Relation relation, List<String> key) {
        this.source = source;
        this.table = table;
        this.relation = relation;
        this.key = key;
    }

    /** @throws AlluviumException kinds USER, DATA, SOURCE */
    static MysqlAudited of(MysqlSpec source, String table) {
        Faults faults = new Faults(source);
        try (Connection connection = opened(source, faults)) {
            Relation relation =
                    new Catalog(connection, source.database()).relation(new NamedTable(table, source.place()));
            List<String> key = new CatalogListing(connection)
                    .entries(List.of(relation.schema())).stream()
                            .filter(entry -> entry.name().equals(relation.name()))
                            .map(CatalogEntry::key)
                            .findFirst()
                            .orElse(List.of());
            return new MysqlAudited(source, table, relation, key);
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    private static Connection opened(MysqlSpec source, Faults faults) {
        try {
            return new Login(source).open();
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(Faults.logged(e));
        }
    }

    @Override
    public String name() {
        return RelationName.quotedWhereNeeded(relation.schema()) + "."
                + RelationName.quotedWhereNeeded(relation.name());
    }

    @Override
    public List<Column> columns() {
        return relation.columns().stream().map(MysqlAudited::column).toList();
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
                        .before(new MysqlDialect(), limit.time()))
                .orElse("true");
        MysqlSource opened = new MysqlSource(source.with(ChosenTables.of(List.of(chosen))));
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

    private record Shown(MysqlSource source, SourceContent content) implements Opened {
        @Override
        public void close() {
            source.close();
        }
    }
}
