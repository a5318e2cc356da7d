package io.alluvium.sources.objects;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.RawTable;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Capabilities.Finding;
import io.alluvium.source.TableSpec;
import io.alluvium.source.columns.StoredColumns;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Declares files of one shape.
 *
 * @param glob which files, relative to the source's folder
 * @param schema the columns; without it CSV columns are strings named by the header and JSON columns are inferred
 * @param stored which values of files raw gets, and how; `key` and `schema` go by the names in raw
 * @param paths what is read off the paths of files
 * @param life when a file counts, and what a change means
 */
public record FilesTable(
        TableName name,
        Place place,
        String glob,
        FileFormat format,
        Load load,
        Corrupt corrupt,
        List<String> key,
        Optional<StructType> schema,
        StoredColumns stored,
        PathRules paths,
        FileLife life)
        implements TableSpec {
    /** Whose paths tell nothing but how files are packed. */
    public FilesTable(
            TableName name,
            Place place,
            String glob,
            FileFormat format,
            Load load,
            Corrupt corrupt,
            List<String> key,
            Optional<StructType> schema,
            StoredColumns stored,
            FileLife life) {
        this(name, place, glob, format, load, corrupt, key, schema, stored, PathRules.USUAL, life);
    }

    /** All values are stored as they are, under the names that files have for them. */
    public static final StoredColumns AS_WRITTEN = new StoredColumns(
            Set.of(),
            Set.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            new StoredColumns.Spelling(true, false),
            StoredColumns.Everywhere.NOTHING);

    public enum Load {
        /** New files are added to what raw has. */
        APPEND,
        /** When any file is new, changed or gone, the present files are loaded again and supersede what was loaded. */
        REPLACE;

        /** As a project spells it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * What its batches hold.
         *
         * @param versions whether rows have a key, of which several files may hold versions
         */
        Capabilities capabilities(boolean versions) {
            Finding gone = this == REPLACE ? Finding.COMPLETE : Finding.NEVER;
            return new Capabilities(
                    word(), Finding.COMPLETE, Finding.COMPLETE, gone, versions, this == REPLACE, false, false);
        }
    }

    public enum Corrupt {
        /** A row that cannot be parsed stops the table; nothing is committed. */
        FAIL,
        /** It is counted and kept as text in {@code _corrupt}, the other columns null. */
        KEEP
    }

    public FilesTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(glob, "glob");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(load, "load");
        Objects.requireNonNull(corrupt, "corrupt");
        key = List.copyOf(key);
        Objects.requireNonNull(stored, "stored");
        Objects.requireNonNull(paths, "paths");
        Objects.requireNonNull(life, "life");
    }

    ColumnNames names() {
        return new ColumnNames(stored);
    }

    /** Without declared types the format may say which columns are text. */
    @Override
    public RawTable raw() {
        RawTable.Texts texts = schema.map(FilesTable::texts)
                .orElse(stored.types().isEmpty() ? format.texts() : RawTable.Texts.UNKNOWN);
        return new RawTable(name, key, sequence(), can().versions(), texts);
    }

    private static RawTable.Texts texts(StructType columns) {
        return new RawTable.Texts(
                false,
                Arrays.stream(columns.fields())
                        .filter(field -> field.dataType() instanceof StringType)
                        .map(StructField::name)
                        .collect(Collectors.toSet()));
    }

    /** What people are told when its files cannot be read. */
    FileFaults faults(boolean remote) {
        return new FileFaults(name.toString(), place, glob, format.label(), remote);
    }

    @Override
    public Optional<Problem> warning() {
        List<String> passedOver = paths.passedOver(List.of(glob));
        return passedOver.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ErrorCode.BAD_VALUE,
                                "folders of " + name + " tell " + String.join(", ", passedOver)
                                        + ", which is no column")
                        .at(place)
                        .marking(glob)
                        .fixedBy(paths.fix(passedOver)));
    }

    @Override
    public Capabilities can() {
        return load.capabilities(!key.isEmpty());
    }
}
