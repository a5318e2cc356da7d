package io.alluvium.sources.objects;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.xxhash64;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The files of one window. They have columns, rows, and parts that cannot be read. */
final class FileRows {
    /** Files that are counted on the driver: together at most this large. */
    private static final long COUNTED = 64L << 20;

    private static final int NAMED = 3;

    private final FilesTable table;
    private final Folder folder;
    private final List<SourceFile> files;
    private final RowShape shape;

    FileRows(FilesTable table, Folder folder, List<SourceFile> files) {
        this.table = table;
        this.folder = folder;
        this.files = List.copyOf(files);
        this.shape = new RowShape(table);
    }

    /** The columns as far as they can be told without Spark. */
    Optional<StructType> columns(Optional<StructType> raw) {
        if (shape.declared().isPresent()) {
            return shape.declared();
        }
        if (table.format() == FilesTable.Format.JSON) {
            return Optional.empty();
        }
        StructType columns = shape.ofHeaders(List.copyOf(filesByHeader().keySet()), raw);
        if (columns.isEmpty()) {
            throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "the files of " + table.name() + " are all empty")
                    .at(table.place())
                    .marking(table.glob())
                    .because("no column is known")
                    .fixedBy("declare them: schema = \"id bigint, name string\"")
                    .asException();
        }
        return Optional.of(columns);
    }

    /** @throws io.alluvium.failure.AlluviumException when a file is no text */
    void requireText() {
        files.forEach(file -> TextHead.requireText(table, file.path(), folder));
    }

    private Map<List<String>, List<String>> filesByHeader() {
        CsvText csv = new CsvText(table, folder);
        Map<List<String>, List<String>> groups = new LinkedHashMap<>();
        for (SourceFile file : files) {
            csv.columns(file.path())
                    .ifPresent(header -> groups.computeIfAbsent(header, h -> new ArrayList<>())
                            .add(file.path()));
        }
        return groups;
    }

    /** Every record of the files as a row, in the table's columns. */
    Dataset<Row> rows(SparkSession spark, Optional<StructType> raw) {
        ParsedRows parsed = new ParsedRows(table, folder, spark);
        Dataset<Row> rows = table.format() == FilesTable.Format.CSV ? csv(parsed, spark, raw) : json(parsed, raw);
        if (table.corrupt() == FilesTable.Corrupt.FAIL) {
            refuseCorrupt(rows);
            return rows.drop(RawColumns.CORRUPT);
        }
        return rows;
    }

    private Dataset<Row> csv(ParsedRows parsed, SparkSession spark, Optional<StructType> raw) {
        StructType wanted = columns(raw).orElseThrow();
        shape.requireKey(wanted);
        Dataset<Row> all = null;
        for (Map.Entry<List<String>, List<String>> group : filesByHeader().entrySet()) {
            StructType inFile = new StructType();
            for (String name : group.getKey()) {
                StructField field = RowShape.find(wanted, name)
                        .orElseGet(() -> DataTypes.createStructField(name, DataTypes.StringType, true));
                inFile = inFile.add(name, field.dataType());
            }
            requireSomeColumn(inFile, wanted, group.getValue().get(0));
            Dataset<Row> rows = parsed.rows(group.getValue(), inFile, wanted);
            all = all == null ? rows : all.unionAll(rows);
        }
        return all == null ? spark.createDataFrame(List.of(), withCorrupt(wanted)) : all;
    }

    /** A file whose header shares no name with the declared columns has no header, or is of another table. */
    private void requireSomeColumn(StructType inFile, StructType wanted, String file) {
        boolean shared = Arrays.stream(inFile.fieldNames())
                .anyMatch(name -> RowShape.find(wanted, name).isPresent());
        if (!shared) {
            throw Problem.of(ErrorCode.FILE_CORRUPT, "the header of " + file + " names none of the declared columns")
                    .at(table.place())
                    .marking("schema")
                    .because("expected " + String.join(", ", wanted.fieldNames()))
                    .fixedBy("correct schema, or write header = false")
                    .asException();
        }
    }

    private Dataset<Row> json(ParsedRows parsed, Optional<StructType> raw) {
        List<String> paths = files.stream().map(SourceFile::path).toList();
        StructType columns = shape.declared().orElseGet(() -> shape.ofInferred(inferred(parsed, paths), raw));
        shape.requireKey(columns);
        return parsed.rows(paths, columns, columns);
    }

    private StructType inferred(ParsedRows parsed, List<String> paths) {
        try {
            StructType seen = parsed.reader()
                    .json(paths.stream().map(folder::address).toArray(String[]::new))
                    .schema();
            return new StructType(Arrays.stream(seen.fields())
                    .filter(field -> !field.name().equals(RawColumns.CORRUPT))
                    .toArray(StructField[]::new));
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("COLUMN_ALREADY_EXISTS")) {
                throw Problem.of(
                                ErrorCode.COLUMN_NAME_REFUSED,
                                "the files of " + table.name() + " have names that differ only in case")
                        .at(table.place())
                        .marking(table.glob())
                        .fixedBy("declare the columns with schema = \"…\"")
                        .asException(e);
            }
            throw e;
        }
    }

    /** Looks at every row once, with all its columns: Spark notices a bad value only in columns that are asked for. */
    private void refuseCorrupt(Dataset<Row> rows) {
        if (isKnownToBeClean()) {
            return;
        }
        Column everything = xxhash64(Arrays.stream(rows.columns())
                .map(SqlNames::column)
                .map(column -> column.cast("string"))
                .toArray(Column[]::new));
        List<Row> bad = rows.groupBy(col(RawColumns.FILE))
                .agg(count(col(RawColumns.CORRUPT)).as("bad"), max(everything))
                .where("bad > 0")
                .orderBy(RawColumns.FILE)
                .collectAsList();
        if (!bad.isEmpty()) {
            String named = bad.stream()
                    .limit(NAMED)
                    .map(row -> row.getString(0) + " (" + row.getLong(1) + " rows)")
                    .collect(Collectors.joining(", "));
            throw Problem.of(
                            ErrorCode.FILE_CORRUPT,
                            "rows that cannot be read as " + table.format() + " in " + named
                                    + (bad.size() > NAMED ? " and " + (bad.size() - NAMED) + " more files" : ""))
                    .at(table.place())
                    .marking(table.glob())
                    .because("nothing was loaded")
                    .fixedBy("mend the rows, or keep them as text with corrupt = keep")
                    .asException();
        }
    }

    /** Without declared types a row of text is bad only by its number of values. */
    private boolean isKnownToBeClean() {
        return table.format() == FilesTable.Format.CSV
                && table.schema().isEmpty()
                && isSmall()
                && files.stream().allMatch(file -> csvCount(file).odd() == 0);
    }

    private CsvText.Count csvCount(SourceFile file) {
        return new CsvText(table, folder).count(file.path());
    }

    /** How many records the files hold, counted apart from Spark; absent where that would cost a second reading. */
    OptionalLong recordCount() {
        if (!isSmall()) {
            return OptionalLong.empty();
        }
        long count = 0;
        for (SourceFile file : files) {
            OptionalLong records = table.format() == FilesTable.Format.CSV
                    ? OptionalLong.of(csvCount(file).rows())
                    : JsonLines.count(folder, file.path());
            if (records.isEmpty()) {
                return OptionalLong.empty();
            }
            count += records.getAsLong();
        }
        return OptionalLong.of(count);
    }

    private boolean isSmall() {
        return files.stream().mapToLong(SourceFile::size).sum() <= COUNTED
                && files.stream().noneMatch(file -> file.path().endsWith(".gz"));
    }

    private static StructType withCorrupt(StructType columns) {
        return columns.add(RawColumns.FILE, DataTypes.StringType).add(RawColumns.CORRUPT, DataTypes.StringType);
    }
}
