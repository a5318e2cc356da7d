package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.config.LocalFolder;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceSection;
import java.util.List;
import java.util.Optional;

/** A source of type {@code files} and its tables. */
final class FilesSection {
    static final Key<String> PATH =
            Key.required("path", Form.text(), "A local folder; a relative path is taken from the project's folder.");
    static final Keys KEYS = Keys.of(
                    "a source of type files",
                    "A folder of files.",
                    SourceSection.type("files"),
                    PATH,
                    SourceSection.SCHEMA_CHANGE,
                    SourceSection.TABLES)
            .butNotYet("engine", "exclude", "mask", "mask_secret");

    static final Key<String> GLOB =
            Key.required("glob", Form.text(), "Which files, relative to the source's `path`: `orders/*.json`.");
    static final Key<FilesTable.Format> FORMAT = Key.required(
            "format",
            Form.word(FilesTable.Format.class, "parquet", "orc", "avro", "xml"),
            "How the files are written.");
    static final Key<FilesTable.Load> LOAD = Key.of(
            "load",
            Form.word(FilesTable.Load.class),
            FilesTable.Load.APPEND,
            "`append`",
            "`append`: each new file adds rows. `replace`: when any file is new, changed or gone, the present files "
                    + "are loaded again and stand for all that was loaded before.");
    static final Key<FilesTable.Corrupt> CORRUPT = Key.of(
            "corrupt",
            Form.word(FilesTable.Corrupt.class),
            FilesTable.Corrupt.FAIL,
            "`fail`",
            "What a row that cannot be parsed does: stop the table, or be counted and kept as text in `_corrupt`.");
    static final Key<List<String>> KEY = Key.optional("key", Form.texts(), "Columns that identify a row.");
    static final Key<String> SCHEMA = Key.<String>optional(
                    "schema", Form.text(), "The columns as Spark DDL: `\"id bigint, name string\"`.")
            .defaultsTo("CSV: all text, named by the header; JSON: inferred");
    static final Key<Boolean> HEADER =
            Key.of("header", Form.flag(), true, "`true`", "CSV only: whether the first line names the columns.");
    static final Key<String> DELIMITER = Key.of(
            "delimiter",
            Form.characters(),
            ",",
            "`\",\"`",
            "CSV only: what stands between two values; `\"\\t\"` for a tab.");
    static final Keys TABLE_KEYS = Keys.of(
                    "a files table", "Files of one shape.", GLOB, FORMAT, LOAD, CORRUPT, KEY, SCHEMA, HEADER, DELIMITER)
            .butNotYet("rename", "renamed_from", "columns", "exclude", "mask", "types", "encoding", "compression");

    private final SourceSection source;
    private final HoconSection section;

    FilesSection(SourceSection source) {
        this.source = source;
        this.section = source.hocon();
    }

    Optional<FilesSpec> read() {
        List<FilesTable> tables = source.tables(SourceSection.TABLES, FilesSection::readTable);
        section.accept(KEYS);
        Optional<String> path = section.read(PATH)
                .flatMap(written -> LocalFolder.of(
                        source.directory(),
                        section,
                        PATH,
                        written,
                        scheme -> section.problem(
                                        PATH, ErrorCode.NOT_BUILT_YET, "files on " + scheme + " are not built yet")
                                .marking(written)
                                .because("today: local folders")));
        Optional<SchemaChange> schemaChange = section.read(SourceSection.SCHEMA_CHANGE);
        if (section.failed()) {
            return Optional.empty();
        }
        return Optional.of(
                new FilesSpec(section.name(), section.place(), path.orElseThrow(), schemaChange.orElseThrow(), tables));
    }

    private static Optional<FilesTable> readTable(HoconSection table, TableName name) {
        table.accept(TABLE_KEYS);
        Optional<String> glob = table.read(GLOB).filter(value -> isInside(table, value));
        Optional<FilesTable.Format> format = table.read(FORMAT);
        Optional<FilesTable.Load> load = table.read(LOAD);
        Optional<FilesTable.Corrupt> corrupt = table.read(CORRUPT);
        Optional<List<String>> key =
                table.has(KEY) ? SourceSection.columnNames(table, KEY, column -> false) : Optional.empty();
        Optional<String> schema = table.read(SCHEMA);
        Optional<Boolean> header = table.read(HEADER);
        Optional<String> delimiter = table.read(DELIMITER);
        if (delimiter.filter(String::isEmpty).isPresent()) {
            table.refuse(table.problem(DELIMITER, ErrorCode.BAD_VALUE, "delimiter is empty")
                    .because("expected at least one character"));
        }
        format.filter(FilesTable.Format.JSON::equals).ifPresent(json -> refuseCsvOnly(table));
        if (table.failed()) {
            return Optional.empty();
        }
        return Optional.of(new FilesTable(
                name,
                table.place(),
                glob.orElseThrow(),
                format.orElseThrow(),
                load.orElseThrow(),
                corrupt.orElseThrow(),
                key.orElse(List.of()),
                schema,
                header.orElseThrow(),
                delimiter.orElseThrow()));
    }

    private static void refuseCsvOnly(HoconSection table) {
        for (Key<?> key : List.of(HEADER, DELIMITER)) {
            if (table.has(key)) {
                table.refuse(table.problem(key, ErrorCode.BAD_VALUE, key.name() + " belongs to format = csv")
                        .because("leave it out"));
            }
        }
    }

    private static boolean isInside(HoconSection table, String glob) {
        boolean inside = !glob.startsWith("/") && !List.of(glob.split("/", -1)).contains("..");
        if (!inside) {
            table.refuse(table.problem(GLOB, ErrorCode.BAD_VALUE, "glob = \"" + glob + "\" leaves the source's folder")
                    .marking(glob)
                    .because("expected a pattern beneath path"));
        }
        return inside;
    }
}
