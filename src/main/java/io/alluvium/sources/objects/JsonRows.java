package io.alluvium.sources.objects;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.xxhash64;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** JSON files as Spark reads them. They have columns, rows, and parts that cannot be read. */
final class JsonRows {
    /** Files that are counted on the driver: together at most this large. */
    private static final long COUNTED = 64L << 20;

    private static final int NAMED = 3;

    private final FilesTable table;
    private final Folder folder;
    private final List<SourceFile> files;
    private final RowShape shape;

    JsonRows(FilesTable table, Folder folder, List<SourceFile> files) {
        this.table = table;
        this.folder = folder;
        this.files = List.copyOf(files);
        this.shape = new RowShape(table);
    }

    /** Every record of the files as a row, in the table's columns. */
    Dataset<Row> rows(SparkSession spark, Optional<StructType> raw) {
        ParsedRows parsed = new ParsedRows(table, folder, spark);
        Dataset<Row> rows = json(parsed, raw);
        if (table.corrupt() == FilesTable.Corrupt.FAIL) {
            refuseCorrupt(rows);
            return rows.drop(RawColumns.CORRUPT);
        }
        return rows;
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
                            "rows that cannot be read as JSON in " + named
                                    + (bad.size() > NAMED ? " and " + (bad.size() - NAMED) + " more files" : ""))
                    .at(table.place())
                    .marking(table.glob())
                    .because("nothing was loaded")
                    .fixedBy("mend the rows, or keep them as text with corrupt = keep")
                    .asException();
        }
    }

    /** How many records the files hold, counted apart from Spark; absent where that would cost a second reading. */
    OptionalLong recordCount() {
        if (!isSmall()) {
            return OptionalLong.empty();
        }
        long count = 0;
        for (SourceFile file : files) {
            OptionalLong records = JsonLines.count(folder, file.path());
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
}
