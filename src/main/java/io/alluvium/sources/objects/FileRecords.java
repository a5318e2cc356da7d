package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.BrokenHeaderException;
import io.alluvium.sources.objects.csv.CsvRecords;
import io.alluvium.sources.objects.json.JsonRecords;
import io.alluvium.sources.objects.value.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.types.StructType;

/** Opens the files of a table as records. */
record FileRecords(RowLayout layout, Folder folder) {

    /**
     * A file that is open.
     *
     * @param places from the text in UTF-8 to the file
     */
    record Opened(RecordReader records, LongUnaryOperator places) {
        /** Where the last record began in the unpacked file. */
        long position() {
            return places.applyAsLong(records.position());
        }
    }

    /** @throws AlluviumException for a file that is not of the table's format, or has none of its columns */
    Opened open(String path) {
        InputStream in = text(path);
        return new Opened(
                layout.format() instanceof FileFormat.Csv csv
                        ? csv(path, csv, in)
                        : json((FileFormat.Json) layout.format(), in),
                in instanceof Utf8Text text ? text::sourceOffset : LongUnaryOperator.identity());
    }

    private RecordReader json(FileFormat.Json json, InputStream in) {
        return JsonRecords.open(in, json.records(), layout.columns(), layout.names()::inRaw);
    }

    private RecordReader csv(String path, FileFormat.Csv csv, InputStream in) {
        CsvRecords records = opened(path, csv, in);
        boolean opened = false;
        try {
            List<String> names = records.names().orElse(List.of());
            List<String> named = csv.records().header() || !layout.declared()
                    ? layout.names().inRaw(names)
                    : List.of(layout.columns().fieldNames());
            requireColumns(path, records.names().isEmpty() ? List.of() : named);
            opened = true;
            return records.into(layout.columns(), named, csv.values());
        } finally {
            if (!opened) {
                closed(path, records);
            }
        }
    }

    /** The records of a CSV file whose header is read. */
    CsvRecords csv(String path, FileFormat.Csv csv) {
        return opened(path, csv, text(path));
    }

    /** The text of a file in UTF-8. */
    InputStream text(String path) {
        try {
            return folder.text(path, layout.format().encoding());
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    private CsvRecords opened(String path, FileFormat.Csv csv, InputStream in) {
        try {
            return CsvRecords.open(in, csv.records());
        } catch (BrokenHeaderException e) {
            throw layout.faults()
                    .notOfFormat(path, "its header cannot be read, " + e.getMessage())
                    .asException(e);
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    void closed(String path, CsvRecords records) {
        try {
            records.close();
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    private void requireColumns(String path, List<String> names) {
        StructType columns = layout.columns();
        Set<String> seen = new TreeSet<>();
        boolean shared = false;
        for (String name : names) {
            boolean wanted = RowShape.find(columns, name).isPresent();
            shared |= wanted;
            if (wanted && !seen.add(name.toLowerCase(Locale.ROOT))) {
                throw layout.faults()
                        .problem(ErrorCode.FILE_CORRUPT, "the header of " + path + " names " + name + " twice")
                        .because("letters' case does not tell columns apart")
                        .asException();
            }
        }
        if (!names.isEmpty() && !shared) {
            throw layout.faults()
                    .problem(ErrorCode.FILE_CORRUPT, "the header of " + path + " names none of the declared columns")
                    .marking("schema")
                    .because("expected " + String.join(", ", Arrays.asList(columns.fieldNames())))
                    .fixedBy("correct schema, or write header = false")
                    .asException();
        }
    }
}
