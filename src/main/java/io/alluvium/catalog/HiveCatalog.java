package io.alluvium.catalog;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Hive metastore, asked in its own protocol: of its some two hundred calls these are six, which all its versions have, so
 * that none of its libraries is needed.
 */
final class HiveCatalog implements Catalog {
    /** The fields of its structs, as hive_metastore.thrift numbers them. */
    private static final class Field {
        static final int TABLE_NAME = 1;
        static final int DATABASE = 2;
        static final int OWNER = 3;
        static final int STORAGE = 7;
        static final int PARTITION_KEYS = 8;
        static final int PARAMETERS = 9;
        static final int TABLE_TYPE = 12;

        static final int COLUMNS = 1;
        static final int LOCATION = 2;
        static final int INPUT = 3;
        static final int OUTPUT = 4;
        static final int COMPRESSED = 5;
        static final int BUCKETS = 6;
        static final int SERDE = 7;
        static final int BUCKET_COLUMNS = 8;
        static final int SORT_COLUMNS = 9;
        static final int STORAGE_PARAMETERS = 10;

        static final int SERDE_LIBRARY = 2;
        static final int SERDE_PARAMETERS = 3;
    }

    private static final int ALREADY_THERE = 1;

    private final CatalogSettings settings;
    private final Set<String> databases = new HashSet<>();
    private @Nullable ThriftWire wire;

    HiveCatalog(CatalogSettings settings) {
        this.settings = settings;
    }

    @Override
    public void keep(CatalogTable table) {
        try {
            String database = settings.database(table.name().layer());
            requireDatabase(table, database);
            Optional<ThriftStruct> found = find(database, table.name().name());
            if (found.isPresent()) {
                DeltaEntry.requireOurs(settings, table, found.get().texts(Field.PARAMETERS));
                alter(table, database, found.get());
            } else {
                create(table, database);
            }
        } catch (ThriftWire.Fault e) {
            throw DeltaEntry.refused(settings, table.name(), "the metastore fails")
                    .because(line(String.valueOf(e.getMessage())))
                    .fixedBy("look at the metastore's log; the next run tries again")
                    .asException(e);
        } catch (IOException e) {
            close();
            throw DeltaEntry.unreachable(settings)
                    .because(line(e.getClass().getSimpleName() + ": " + e.getMessage()))
                    .fixedBy(
                            "look whether the metastore is up and uri is right; the next run registers what is missing")
                    .asException(e);
        }
    }

    private void requireDatabase(CatalogTable table, String database) throws IOException {
        if (databases.contains(database)) {
            return;
        }
        ThriftStruct answer = call("get_database", new ThriftStruct().text(1, database));
        if (answer.struct(0).isEmpty()) {
            ThriftStruct made = new ThriftStruct()
                    .text(1, database)
                    .text(2, "Tables of " + table.project() + ", laid down by Alluvium")
                    .texts(4, Map.of());
            ThriftStruct refusal = call("create_database", new ThriftStruct().struct(1, made));
            // Another run may have made it meanwhile.
            if (refusal.struct(ALREADY_THERE).isEmpty()) {
                accept(table, "create database " + database, refusal);
            }
        }
        databases.add(database);
    }

    private Optional<ThriftStruct> find(String database, String name) throws IOException {
        try {
            ThriftStruct request = new ThriftStruct().text(1, database).text(2, name);
            return call("get_table_req", new ThriftStruct().struct(1, request))
                    .struct(0)
                    .flatMap(result -> result.struct(1));
        } catch (ThriftWire.Fault e) {
            // Metastores before 2.3 have the older call only.
            return call("get_table", new ThriftStruct().text(1, database).text(2, name))
                    .struct(0);
        }
    }

    private void create(CatalogTable table, String database) throws IOException {
        ThriftStruct made = new ThriftStruct()
                .text(Field.TABLE_NAME, table.name().name())
                .text(Field.DATABASE, database)
                .text(Field.OWNER, System.getProperty("user.name", "alluvium"))
                .structs(Field.PARTITION_KEYS, List.of());
        accept(table, "create table", call("create_table", new ThriftStruct().struct(1, filled(made, table))));
    }

    private void alter(CatalogTable table, String database, ThriftStruct found) throws IOException {
        ThriftStruct filled = filled(found, table);
        ThriftStruct context = new ThriftStruct().texts(1, Map.of("DO_NOT_UPDATE_STATS", "true"));
        ThriftStruct refusal = call(
                "alter_table_with_environment_context",
                new ThriftStruct()
                        .text(1, database)
                        .text(2, table.name().name())
                        .struct(3, filled)
                        .struct(4, context));
        if (isGood(refusal)) {
            return;
        }
        // By default a metastore lets no column become another type, which Delta has seen to already.
        accept(
                table,
                "drop table",
                call(
                        "drop_table",
                        new ThriftStruct()
                                .text(1, database)
                                .text(2, table.name().name())
                                .flag(3, false)));
        accept(table, "create table", call("create_table", new ThriftStruct().struct(1, filled)));
    }

    private static ThriftStruct filled(ThriftStruct entry, CatalogTable table) {
        ThriftStruct storage = entry.struct(Field.STORAGE).orElseGet(HiveCatalog::storage);
        ThriftStruct serde = storage.struct(Field.SERDE).orElseGet(ThriftStruct::new);
        serde.text(Field.SERDE_LIBRARY, DeltaEntry.SERDE)
                .texts(Field.SERDE_PARAMETERS, DeltaEntry.serde(table.location(), serde.texts(Field.SERDE_PARAMETERS)));
        List<ThriftStruct> columns = HiveTypes.columns(table.columns()).stream()
                .map(column -> {
                    ThriftStruct field =
                            new ThriftStruct().text(1, column.name()).text(2, column.type());
                    column.comment().ifPresent(text -> field.text(3, text));
                    return field;
                })
                .toList();
        storage.structs(Field.COLUMNS, columns)
                .text(Field.LOCATION, table.location())
                .struct(Field.SERDE, serde);
        return entry.struct(Field.STORAGE, storage)
                .texts(Field.PARAMETERS, DeltaEntry.parameters(table, entry.texts(Field.PARAMETERS)))
                .text(Field.TABLE_TYPE, DeltaEntry.EXTERNAL);
    }

    private static ThriftStruct storage() {
        return new ThriftStruct()
                .text(Field.INPUT, DeltaEntry.INPUT)
                .text(Field.OUTPUT, DeltaEntry.OUTPUT)
                .flag(Field.COMPRESSED, false)
                .number(Field.BUCKETS, -1)
                .put(Field.BUCKET_COLUMNS, ThriftStruct.LIST, new ThriftStruct.Items(ThriftStruct.TEXT, List.of()))
                .structs(Field.SORT_COLUMNS, List.of())
                .texts(Field.STORAGE_PARAMETERS, Map.of());
    }

    private static boolean isGood(ThriftStruct answer) {
        return answer.fields().keySet().stream().noneMatch(field -> field > 0);
    }

    private void accept(CatalogTable table, String what, ThriftStruct answer) {
        if (!isGood(answer)) {
            String why = answer.fields().values().stream()
                    .filter(value -> value.value() instanceof ThriftStruct)
                    .flatMap(value -> ((ThriftStruct) value.value()).text(1).stream())
                    .findFirst()
                    .orElse("no reason is given");
            throw DeltaEntry.refused(settings, table.name(), "the metastore refuses to " + what)
                    .because(line(why))
                    .fixedBy("what it names; the next run tries again")
                    .asException();
        }
    }

    private static String line(String text) {
        String plain = text.replaceAll("\\s+", " ").strip();
        return plain.length() > 300 ? plain.substring(0, 300) + "…" : plain;
    }

    private ThriftStruct call(String method, ThriftStruct arguments) throws IOException {
        ThriftWire open = wire;
        if (open == null) {
            open = connected();
            wire = open;
        }
        return open.call(method, arguments);
    }

    private ThriftWire connected() throws IOException {
        IOException last = new IOException("no server is named");
        for (URI server : settings.servers()) {
            try {
                return ThriftWire.to(server);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    @Override
    public void close() {
        ThriftWire open = wire;
        wire = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // What was asked was answered; the other end sees that this one is gone.
            }
        }
    }
}
