package io.alluvium.source;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Reads one section beneath {@code sources}, with what all kinds of source have in common. */
public final class SourceSection {
    /** The key that says what kind of source it is. */
    public static final String TYPE = "type";

    public static final Key<SchemaChange> SCHEMA_CHANGE = Key.of(
            "schema_change",
            Form.word(SchemaChange.class),
            SchemaChange.ADD,
            "`add`",
            "What happens when a table has a new column: raw gets it, or the table stops and shows it. Any other "
                    + "change always stops the table.");
    public static final Key<List<HoconSection>> TABLES =
            Key.required("tables", Form.sections(), "Tables by the name they get in `raw`.");

    private final Path directory;
    private final HoconSection hocon;
    private final Map<String, Place> seen;

    /**
     * @param directory that relative paths are taken from
     * @param seen the raw tables declared so far, to which this source's are added
     */
    public SourceSection(Path directory, HoconSection hocon, Map<String, Place> seen) {
        this.directory = directory;
        this.hocon = hocon;
        this.seen = seen;
    }

    public Path directory() {
        return directory;
    }

    public HoconSection hocon() {
        return hocon;
    }

    /**
     * Reads the sections of tables; names that are none, or taken, are refused.
     *
     * @param read gives a table from its section and name; empty where it refused the section
     */
    public <T> List<T> tables(Key<List<HoconSection>> key, BiFunction<HoconSection, TableName, Optional<T>> read) {
        List<T> tables = new ArrayList<>();
        for (HoconSection table : hocon.read(key).orElse(List.of())) {
            if (!TableName.isName(table.name())) {
                table.refuse(badName(table, "table"));
                continue;
            }
            Place earlier = seen.putIfAbsent(table.name(), table.place());
            if (earlier != null) {
                table.refuse(Problem.of(
                                ErrorCode.DUPLICATE_TABLE,
                                "raw." + table.name() + " is declared twice, first at " + earlier)
                        .at(table.place())
                        .marking(table.name())
                        .because("a raw table's name is unique over all sources"));
            }
            read.apply(table, new TableName(Layer.RAW, table.name())).ifPresent(tables::add);
        }
        return tables;
    }

    /**
     * Columns that a key names, each by itself. One name that holds a comma was meant as several: raw has no such column.
     *
     * @param known names that are meant as they are all the same
     */
    public static Optional<List<String>> columnNames(
            HoconSection section, Key<List<String>> key, Predicate<String> known) {
        return section.read(key).filter(names -> {
            List<String> joined = names.stream()
                    .filter(name -> name.contains(",") && !known.test(name))
                    .toList();
            joined.forEach(name -> section.refuse(
                    section.problem(key, ErrorCode.BAD_VALUE, key.name() + " holds \"" + name + "\" as one column")
                            .marking(name)
                            .because("each column stands by itself")
                            .fixedBy(key.name() + " = ["
                                    + String.join(", ", name.strip().split("\\s*,\\s*")) + "]")));
            return joined.isEmpty();
        });
    }

    /** The key {@code type} of a source of this kind. */
    public static Key<String> type(String word) {
        return Key.required(TYPE, Form.oneOf(List.of(word), List.of()), "What kind of system it is.");
    }

    /** The problem of a section whose key is no name. */
    public static Problem badName(HoconSection section, String what) {
        return Problem.of(ErrorCode.BAD_NAME, section.name() + " is not allowed as a name of a " + what)
                .at(section.place())
                .marking(section.name())
                .because("lower case letters, digits and _, a letter first")
                .didYouMean(TableName.proposal(section.name()));
    }
}
