package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.BrokenHeaderException;
import io.alluvium.sources.objects.csv.CsvRecords;
import io.alluvium.sources.objects.value.RecordReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** Opens the files of a table as records. */
record FileRecords(RowLayout layout, Folder folder) {

    /** @throws AlluviumException for a file that is not of the table's format, or has none of its columns */
    RecordReader open(String path) {
        if (!(layout.format() instanceof FileFormat.Csv csv)) {
            throw new IllegalStateException("no reader of " + layout.format().label());
        }
        CsvRecords records = csv(path, csv);
        boolean opened = false;
        try {
            List<String> names = records.names().orElse(List.of());
            List<String> named = csv.records().header() ? names : positional(names);
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
        try {
            return CsvRecords.open(folder.text(path), csv.records());
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

    /** Without a header the table's own columns name the values, in order. */
    private List<String> positional(List<String> numbered) {
        return layout.declared() ? List.of(layout.columns().fieldNames()) : numbered;
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
