package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.BrokenHeaderException;
import io.alluvium.sources.objects.csv.CsvRecords;
import io.alluvium.sources.objects.record.SharedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** Files of CSV. The first record of each tells its columns. */
record CsvFiles(FileFormat.Csv format, RowLayout layout, TextFiles texts) implements FileRecords {

    @Override
    public void requireFormat(String path) {
        boolean told = format.records().header() || layout.declared().isEmpty();
        if (!told) {
            texts.requireText(path);
        }
        // Who asks for what the files tell looks at the same bytes.
    }

    @Override
    public Optional<FileColumns> told(List<String> paths) {
        return Optional.of(seen(paths));
    }

    @Override
    public FileColumns seen(List<String> paths) {
        return new FileColumns.Headers(headers(paths));
    }

    @Override
    public Optional<List<List<String>>> names(List<String> paths) {
        return format.records().header() ? Optional.of(headers(paths)) : Optional.empty();
    }

    private List<List<String>> headers(List<String> paths) {
        Set<List<String>> headers = new LinkedHashSet<>();
        for (String path : paths) {
            texts.eachText(path, (name, text) -> {
                CsvRecords opened = opened(name, text);
                opened.names().ifPresent(headers::add);
                closed(name, opened);
            });
        }
        return List.copyOf(headers);
    }

    @Override
    public Opened open(String path) {
        return texts.open(path, this::open);
    }

    private Opened open(String path, InputStream in) {
        CsvRecords records = opened(path, in);
        return Opened.of(records.into(layout.columns(), named(path, records), format.values(), layout.masks()), in);
    }

    @Override
    public Optional<Shared> shared(String path, int readers) {
        if (!texts.areShared(path)) {
            return Optional.empty();
        }
        CsvRecords records = opened(path, texts.single(path));
        Optional<SharedRecords> shared =
                records.shared(layout.columns(), named(path, records), format.values(), layout.masks());
        if (shared.isEmpty()) {
            closed(path, records);
        }
        return shared.map(Shared::of);
    }

    /** What the table calls the values of a file, which is closed where this throws. */
    private List<String> named(String path, CsvRecords records) {
        boolean good = false;
        try {
            List<String> names = records.names().orElse(List.of());
            boolean byOrder = !format.records().header() && !layout.declared().isEmpty();
            List<String> named = (byOrder ? layout.declared() : names)
                    .stream().map(name -> layout.inRaw(path, name)).toList();
            requireColumns(path, records.names().isEmpty() ? List.of() : named);
            good = true;
            return named;
        } finally {
            if (!good) {
                closed(path, records);
            }
        }
    }

    @Override
    public String place(String path, long position) {
        return texts.line(path, position);
    }

    private CsvRecords opened(String path, InputStream in) {
        try {
            return CsvRecords.open(in, format.records());
        } catch (BrokenHeaderException e) {
            throw layout.faults()
                    .notOfFormat(path, "its header cannot be read, " + e.getMessage())
                    .asException(e);
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    private void closed(String path, CsvRecords records) {
        try {
            records.close();
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    private void requireColumns(String path, List<String> names) {
        StructType columns = layout.columns();
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(Arrays.asList(columns.fieldNames()));
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        boolean shared = false;
        for (String name : names) {
            boolean wanted = known.contains(name);
            shared |= wanted;
            if (wanted && !seen.add(name)) {
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
