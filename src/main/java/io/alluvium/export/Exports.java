package io.alluvium.export;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSection;
import io.alluvium.source.target.Target;
import io.alluvium.source.target.TargetTable;
import io.alluvium.source.target.TargetType;
import io.alluvium.sources.SourceTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what stands under {@code exports}. */
public final class Exports {
    private static final Key<List<HoconSection>> TABLES =
            Key.required("tables", Form.sections(), "What is exported, by names of your own.");
    private static final Key<String> FROM = Key.required(
            "from", Form.text(), "The table of the warehouse: `aggregate.revenue_daily`. A view has none.");
    private static final Key<String> TO = Key.required(
            "to",
            Form.text(),
            "The table of the database, with its schema, as SQL writes it: `\"public.revenue_daily\"`.");
    private static final Key<List<String>> KEY = Key.<List<String>>optional(
                    "key", Form.texts(), "Columns that tell its rows apart.")
            .defaultsTo("the key of the model or of the raw table; where there is none, rows are compared as wholes");
    private static final Key<Boolean> ADOPT = Key.of(
            "adopt",
            Form.flag(),
            false,
            "`false`",
            "Whether a table that is there already, and was not made from this one by this project, is taken over with"
                    + " all its rows.");
    private static final Keys TABLE_KEYS =
            Keys.of("a table that is exported", "One table of the warehouse in a database.", FROM, TO, KEY, ADOPT);
    /** Words of the design for which no database is built yet. */
    private static final List<String> NOT_BUILT = List.of("mysql", "mariadb", "jdbc");

    private final Path directory;
    private final List<TargetType> types;
    private final Map<String, Place> names = new HashMap<>();
    private final Map<String, Place> targets = new HashMap<>();

    private Exports(Path directory, SourceTypes types) {
        this.directory = directory;
        this.types = types.targets();
    }

    /** The sections and their keys, for the reference page. */
    public static List<Keys> keys(SourceTypes types) {
        List<Keys> keys = new ArrayList<>();
        types.targets().forEach(type -> keys.add(keys(type)));
        keys.add(TABLE_KEYS);
        return keys;
    }

    private static Keys keys(TargetType type) {
        List<Key<?>> known = new ArrayList<>(List.of(SourceSection.type(type.word())));
        known.addAll(type.targetKeys());
        known.add(TABLES);
        return new Keys(
                "an export of type " + type.word(), type.what() + " that tables are brought into.", known, List.of());
    }

    /**
     * Reads the sections under {@code exports}; what is refused is with its section.
     *
     * @param directory that relative paths are taken from
     */
    public static List<ExportSpec> read(Path directory, List<HoconSection> sections, SourceTypes types) {
        Exports exports = new Exports(directory, types);
        return sections.stream()
                .flatMap(section -> exports.spec(section).stream())
                .toList();
    }

    private Optional<ExportSpec> spec(HoconSection section) {
        if (!TableName.isName(section.name())) {
            section.refuse(SourceSection.badName(section, "export"));
        }
        return section.read(type())
                .flatMap(word ->
                        types.stream().filter(type -> type.word().equals(word)).findFirst())
                .flatMap(type -> spec(section, type));
    }

    /** The key that every export has. */
    private Key<String> type() {
        List<String> words = types.stream().map(TargetType::word).toList();
        List<String> notBuilt =
                NOT_BUILT.stream().filter(word -> !words.contains(word)).toList();
        return Key.required(SourceSection.TYPE, Form.oneOf(words, notBuilt), "What kind of database it is.");
    }

    private Optional<ExportSpec> spec(HoconSection section, TargetType type) {
        section.accept(keys(type));
        Optional<? extends Target> target = type.readTarget(section, directory);
        // Where it is not known how the database is reached, names are compared within the section.
        String database = target.<String>map(Target::database).orElse(section.name());
        List<TargetTable> tables = new ArrayList<>();
        for (HoconSection table : section.read(TABLES).orElse(List.of())) {
            table(table, type, database).ifPresent(tables::add);
        }
        return section.failed()
                ? Optional.empty()
                : target.map(reached -> new ExportSpec(section.name(), section.place(), reached, tables));
    }

    private Optional<TargetTable> table(HoconSection table, TargetType type, String database) {
        table.accept(TABLE_KEYS);
        requireName(table);
        Optional<TableName> from = table.read(FROM).flatMap(written -> from(table, written));
        Optional<String> to = table.read(TO).flatMap(written -> to(table, type, database, written));
        List<String> key = table.has(KEY)
                ? SourceSection.columnNames(table, KEY, name -> false).orElse(List.of())
                : List.of();
        Optional<Boolean> adopt = table.read(ADOPT);
        return table.failed()
                ? Optional.empty()
                : Optional.of(new TargetTable(
                        new TableName(Layer.EXPORT, table.name()),
                        table.place(),
                        from.orElseThrow(),
                        to.orElseThrow(),
                        key,
                        adopt.orElseThrow()));
    }

    private void requireName(HoconSection table) {
        if (!TableName.isName(table.name())) {
            table.refuse(SourceSection.badName(table, "table"));
            return;
        }
        Place earlier = names.putIfAbsent(table.name(), table.place());
        if (earlier != null) {
            table.refuse(Problem.of(
                            ErrorCode.DUPLICATE_TABLE,
                            "export." + table.name() + " is declared twice, first at " + earlier)
                    .at(table.place())
                    .marking(table.name())
                    .because("the name of what is exported is unique over all exports"));
        }
    }

    private static Optional<TableName> from(HoconSection table, String written) {
        Optional<TableName> from = TableName.parse(written).filter(name -> name.layer() != Layer.EXPORT);
        if (from.isEmpty()) {
            table.refuse(
                    table.problem(FROM, ErrorCode.BAD_VALUE, "from = \"" + written + "\" is no table of a warehouse")
                            .marking(written)
                            .because("write layer.name, the layer being raw, curated or aggregate"));
        }
        return from;
    }

    private Optional<String> to(HoconSection table, TargetType type, String database, String written) {
        Optional<String> to = type.table(written);
        if (to.isEmpty()) {
            table.refuse(table.problem(
                            TO,
                            ErrorCode.BAD_VALUE,
                            "to = \"" + written.replace("\"", "\\\"") + "\" is no name of a table to write")
                    .because("expected schema.table, quoted as SQL quotes: \"public.\\\"Client\\\"\""));
            return to;
        }
        Place earlier = targets.putIfAbsent(database + " " + to.get(), table.place());
        if (earlier != null) {
            table.refuse(table.problem(
                            TO, ErrorCode.DUPLICATE_TABLE, to.get() + " is exported to twice, first at " + earlier)
                    .marking(written)
                    .because("each would take away the rows of the other"));
        }
        return to;
    }
}
