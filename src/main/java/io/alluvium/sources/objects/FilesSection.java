package io.alluvium.sources.objects;

import io.alluvium.config.BucketPath;
import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.config.LocalFolder;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceSection;
import io.alluvium.source.columns.ColumnsSection;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.storage.S3Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** A source of type {@code files} and its tables. */
final class FilesSection {
    static final Key<String> PATH = Key.required(
            "path",
            Form.text(),
            "A local folder, taken from the project's folder where it is relative, or `s3a://bucket/prefix`.");
    static final Key<HoconSection> S3 = Key.optional(
            "s3", Form.section(), "How the store of an `s3a` path is reached, where the machine does not say.");
    static final Keys S3_KEYS = Keys.of(
            "s3 of a source of type files",
            "How the store is reached; credentials come by AWS's usual chain. The warehouse's own `s3` says nothing here.",
            BucketPath.ENDPOINT,
            BucketPath.REGION,
            BucketPath.PATH_STYLE);

    static final Keys KEYS = Keys.of(
                    "a source of type files",
                    "A folder of files.",
                    SourceSection.type("files"),
                    PATH,
                    S3,
                    SourceSection.SCHEMA_CHANGE,
                    SourceSection.TABLES,
                    ColumnsSection.EXCLUDE_EVERYWHERE,
                    ColumnsSection.MASK_EVERYWHERE,
                    ColumnsSection.MASK_SECRET)
            .butNotYet("engine");

    static final Key<String> GLOB =
            Key.required("glob", Form.text(), "Which files, relative to the source's `path`: `orders/*.json`.");
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
    static final Key<String> READY = Key.optional(
            "ready",
            Form.text(),
            "A file counts once its mark is there: `_SUCCESS` in its folder (or, of folders named `name=value`, in the one "
                    + "that they lie in), `*.done` beside it, `a.csv.done` or `a.done` for `a.csv`.");
    static final Key<Duration> SETTLE = Key.<Duration>optional(
                    "settle",
                    Form.duration(),
                    "A new file counts once two listings so far apart show it unchanged; a run and a plan wait for that.")
            .defaultsTo("files count at once");
    static final Key<FileLife.Change> FILE_CHANGE = Key.of(
            "file_change",
            Form.word(FileLife.Change.class),
            FileLife.Change.FAIL,
            "`fail`",
            "With `load = append`, what a file means whose content changed after it was loaded: the table stops, its rows "
                    + "are added again as new ones, or raw keeps what it has.");
    static final Key<String> FIRST = Key.optional(
            "first",
            Form.text(),
            "A file's name, or the beginning of names and `*`: while any such file is new, a batch holds only such files, and the others wait for the"
                    + " next one. So a full load comes before the changes behind it, whatever their names: `LOAD*`.");
    static final Keys TABLE_KEYS = Keys.of(
                    "a files table",
                    "Files of one shape.",
                    GLOB,
                    PathSection.PARTITIONS,
                    FormatSection.FORMAT,
                    LOAD,
                    READY,
                    SETTLE,
                    FILE_CHANGE,
                    FIRST,
                    CORRUPT,
                    KEY,
                    DeclaredSchema.SCHEMA,
                    CsvSection.HEADER,
                    CsvSection.DELIMITER,
                    CsvSection.QUOTE,
                    CsvSection.ESCAPE,
                    CsvSection.COMMENT,
                    CsvSection.SKIP,
                    CsvSection.NULLS,
                    CsvSection.TRAILER,
                    FormatSection.JSON,
                    FormatSection.RECORDS,
                    FormatSection.ROW_TAG,
                    FormatSection.ENCODING,
                    PathSection.COMPRESSION,
                    ValuesSection.DECIMAL_MARK,
                    ValuesSection.GROUPING,
                    ValuesSection.DATE_FORMAT,
                    ValuesSection.TIMESTAMP_FORMAT,
                    ValuesSection.ZONE,
                    ColumnsSection.COLUMNS,
                    ColumnsSection.EXCLUDE,
                    ColumnsSection.MASK,
                    ColumnsSection.RENAME,
                    StoredSection.TYPES)
            .butNotYet("renamed_from");

    private final SourceSection source;
    private final HoconSection section;
    private final StoredColumns.Everywhere everywhere;

    FilesSection(SourceSection source) {
        this.source = source;
        this.section = source.hocon();
        this.everywhere = ColumnsSection.everywhere(section);
    }

    Optional<FilesSpec> read() {
        List<FilesTable> tables = source.tables(SourceSection.TABLES, this::readTable);
        section.accept(KEYS);
        Optional<S3Settings> s3 = section.read(S3).map(FilesSection::s3);
        Optional<String> path = section.read(PATH).flatMap(this::path);
        Optional<SchemaChange> schemaChange = section.read(SourceSection.SCHEMA_CHANGE);
        ColumnsSection.requireSecret(section, everywhere, tables.stream().map(FilesTable::stored));
        if (section.failed()) {
            return Optional.empty();
        }
        return Optional.of(new FilesSpec(
                section.name(),
                section.place(),
                path.orElseThrow(),
                s3.map(store -> store.hadoop(BucketPath.bucket(path.orElseThrow())))
                        .orElse(Map.of()),
                schemaChange.orElseThrow(),
                tables,
                everywhere));
    }

    private static S3Settings s3(HoconSection section) {
        section.accept(S3_KEYS);
        return BucketPath.settings(section, Optional.empty());
    }

    private Optional<String> path(String written) {
        if (BucketPath.isMeant(written)) {
            return BucketPath.of(section, PATH, written);
        }
        if (section.has(S3)) {
            section.refuse(section.problem(S3, ErrorCode.BAD_VALUE, "s3 belongs to a path on S3")
                    .because("path = " + written)
                    .fixedBy("path = \"s3a://bucket/prefix\", or leave s3 out"));
        }
        return LocalFolder.of(
                source.directory(),
                section,
                PATH,
                written,
                scheme -> section.problem(PATH, ErrorCode.NOT_BUILT_YET, "files on " + scheme + " are not built yet")
                        .marking(written)
                        .because("today: local folders and s3a://"));
    }

    private Optional<FilesTable> readTable(HoconSection table, TableName name) {
        table.accept(TABLE_KEYS);
        Optional<String> glob = table.read(GLOB).filter(value -> isInside(table, value));
        Optional<FileFormat> format = new FormatSection(table).read();
        Optional<FilesTable.Load> load = table.read(LOAD);
        Optional<FilesTable.Corrupt> corrupt = table.read(CORRUPT);
        Optional<List<String>> key =
                table.has(KEY) ? SourceSection.columnNames(table, KEY, column -> false) : Optional.empty();
        Optional<StructType> schema = new DeclaredSchema(table, name, format.orElse(FileFormat.Csv.USUAL)).read();
        StoredColumns stored = new StoredSection(table, name, everywhere).read(format, schema, key.orElse(List.of()));
        corrupt.filter(FilesTable.Corrupt.KEEP::equals).ifPresent(keep -> refuseKept(table, stored));
        PathRules paths = new PathSection(table).read(name, schema);
        refuseMasked(table, stored, paths);
        Optional<FileLife> life = life(table, load);
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
                stored,
                paths,
                life.orElseThrow()));
    }

    private static Optional<FileLife> life(HoconSection table, Optional<FilesTable.Load> load) {
        Optional<String> ready = table.read(READY);
        if (ready.filter(mark -> !mark.matches("[^*/]+|\\*[^*/]+")).isPresent()) {
            table.refuse(table.problem(READY, ErrorCode.BAD_VALUE, "ready = \"" + ready.get() + "\" is not a mark")
                    .marking(ready.get())
                    .because("expected a file's name, `_SUCCESS`, or `*` and an ending, `*.done`"));
        }
        if (load.filter(FilesTable.Load.REPLACE::equals).isPresent() && table.has(FILE_CHANGE)) {
            table.refuse(table.problem(FILE_CHANGE, ErrorCode.BAD_VALUE, "file_change belongs to load = append")
                    .because("load = replace loads the present files again at any change"));
        }
        Duration settle = table.read(SETTLE).orElse(Duration.ZERO);
        Optional<String> first = first(table, load);
        return table.read(FILE_CHANGE).map(change -> new FileLife(ready, settle, change, first));
    }

    private static Optional<String> first(HoconSection table, Optional<FilesTable.Load> load) {
        Optional<String> first = table.read(FIRST);
        if (first.isPresent() && load.filter(FilesTable.Load.REPLACE::equals).isPresent()) {
            table.refuse(table.problem(FIRST, ErrorCode.BAD_VALUE, "first belongs to load = append")
                    .because("load = replace loads all present files in one batch"));
        }
        if (first.filter(pattern -> !pattern.matches("[^*/]+[*]?")).isPresent()) {
            table.refuse(
                    table.problem(FIRST, ErrorCode.BAD_VALUE, "first = \"" + first.get() + "\" is no name of files")
                            .marking(first.get())
                            .because("expected a file's name, or the beginning of names and `*`, `LOAD*`"));
        }
        return first;
    }

    /** Paths are stored as they are, in {@code _file}: a mask of what they tell would hide nothing. */
    private static void refuseMasked(HoconSection table, StoredColumns stored, PathRules paths) {
        for (String partition : paths.partitions()) {
            if (stored.maskInRaw(partition).isPresent()) {
                table.refuse(table.problem(
                                PathSection.PARTITIONS, ErrorCode.BAD_VALUE, partition + " of folders cannot be masked")
                        .marking(partition)
                        .because("raw keeps the path of each file, in _file")
                        .fixedBy("leave it out of mask, or of partitions"));
            }
        }
    }

    /** The text of a record that is no row has all its values. */
    private static void refuseKept(HoconSection table, StoredColumns stored) {
        if (stored.hides()) {
            String beside = Stream.of(ColumnsSection.COLUMNS, ColumnsSection.EXCLUDE, ColumnsSection.MASK)
                    .filter(table::has)
                    .map(Key::name)
                    .findFirst()
                    .orElse("what the source leaves out or masks");
            table.refuse(table.problem(CORRUPT, ErrorCode.BAD_VALUE, "corrupt = keep stands beside " + beside)
                    .because("it would store whole records, with the values that are left out or masked")
                    .fixedBy("corrupt = fail, or leave " + beside + " out"));
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
