package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.CsvRecords;
import io.alluvium.sources.objects.json.JsonInference;
import io.alluvium.sources.objects.json.JsonShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/** The files of one batch. They have columns, and rows. */
final class FileRows {
    private final FilesTable table;
    private final FolderAddress address;
    private final Folder folder;
    private final List<SourceFile> files;
    private final RowShape shape;
    private final FileFaults faults;

    FileRows(FilesTable table, FolderAddress address, List<SourceFile> files) {
        this.table = table;
        this.address = address;
        this.folder = address.open();
        this.files = List.copyOf(files);
        this.shape = new RowShape(table);
        this.faults = table.faults(!address.isLocal());
    }

    /** @throws io.alluvium.failure.AlluviumException when a file is no text */
    void requireText() {
        TextHead head = new TextHead(faults, folder, table.format().encoding());
        files.forEach(file -> head.requireText(file.path()));
    }

    /**
     * The columns as far as they can be told without reading all rows.
     *
     * @param raw raw's schema; absent before the first batch
     */
    Optional<StructType> columns(Optional<StructType> raw) {
        if (table.schema().isPresent()) {
            return shape.declared();
        }
        if (!(table.format() instanceof FileFormat.Csv csv)) {
            return Optional.empty();
        }
        List<List<String>> headers = List.copyOf(headers(csv));
        requireMentioned(headers, raw);
        StructType columns = shape.ofHeaders(headers, raw);
        if (columns.isEmpty()) {
            throw faults.problem(ErrorCode.SOURCE_TABLE_MISSING, "the files of " + table.name() + " are all empty")
                    .because("no column is known")
                    .fixedBy("declare them: schema = \"id bigint, name string\"")
                    .asException();
        }
        return Optional.of(columns);
    }

    /**
     * The columns of all rows, which are looked at where nothing else tells.
     *
     * @param raw raw's schema; absent before the first batch
     */
    StructType allColumns(Optional<StructType> raw) {
        return columns(raw).orElseGet(() -> {
            StructType seen = inferred((FileFormat.Json) table.format());
            requireMentioned(List.of(List.of(seen.fieldNames())), raw);
            StructType inferred = shape.ofInferred(seen, raw);
            shape.requireKey(inferred);
            return inferred;
        });
    }

    private StructType inferred(FileFormat.Json json) {
        FileRecords records = new FileRecords(layout(new StructType()), folder);
        JsonInference inference = new JsonInference(json.records());
        for (SourceFile file : files) {
            try {
                inference.add(records.text(file.path()));
            } catch (IOException e) {
                throw faults.of(file.path(), e);
            }
            inference.refusal().ifPresent(why -> {
                throw faults.notOfFormat(file.path(), why).asException();
            });
        }
        StructType columns = inference.columns();
        if (columns.isEmpty()) {
            boolean lines = json.records().framing() == JsonShape.Framing.LINES;
            String twice = inference
                    .twice()
                    .map(key -> "; " + key + " stands twice in one")
                    .orElse("");
            throw noColumns((lines ? "no line is an object with a key" : "no object with a key") + twice, lines);
        }
        return columns;
    }

    private AlluviumException noColumns(String why, boolean lines) {
        return faults.problem(ErrorCode.SOURCE_TABLE_MISSING, "the files of " + table.name() + " tell no columns")
                .because(why)
                .fixedBy(
                        lines
                                ? "for one list or objects over several lines: json = array or json = documents; or declare"
                                        + " the columns with schema"
                                : "declare them: schema = \"id bigint, name string\"")
                .asException();
    }

    private Set<List<String>> headers(FileFormat.Csv csv) {
        FileRecords records = new FileRecords(layout(new StructType()), folder);
        Set<List<String>> headers = new LinkedHashSet<>();
        for (SourceFile file : files) {
            CsvRecords opened = records.csv(file.path(), csv);
            opened.names().ifPresent(headers::add);
            records.closed(file.path(), opened);
        }
        return headers;
    }

    /**
     * A name that the project mentions and the first files have not is spelled in another way: what it asks would not be done,
     * and what shall not be stored would be. Later files may lack it.
     */
    private void requireMentioned(List<List<String>> inFiles, Optional<StructType> raw) {
        List<String> unknown = table.names().unknown(inFiles);
        if (!unknown.isEmpty() && !inFiles.isEmpty() && raw.isEmpty()) {
            List<String> names =
                    inFiles.stream().flatMap(List::stream).distinct().toList();
            throw faults.problem(
                            ErrorCode.SOURCE_COLUMN_MISSING,
                            unknown.get(0) + " is no name of the files of " + table.name())
                    .marking(unknown.get(0))
                    .because("not a name of the files")
                    .didYouMean(DidYouMean.amongNames(names, unknown.get(0)))
                    .asException();
        }
    }

    /** Declared columns that no file has, where the files name theirs: most often they are spelled in another way. */
    List<String> unknownColumns() {
        if (table.schema().isEmpty()
                || !(table.format() instanceof FileFormat.Csv csv)
                || !csv.records().header()) {
            return List.of();
        }
        List<String> missing = new ArrayList<>(List.of(table.schema().get().fieldNames()));
        for (List<String> header : headers(csv)) {
            table.names().inRaw(header).forEach(name -> missing.removeIf(name::equalsIgnoreCase));
        }
        return missing;
    }

    private RowLayout layout(StructType columns) {
        return new RowLayout(
                columns,
                table.format(),
                table.names(),
                table.schema().isPresent(),
                table.corrupt() == FilesTable.Corrupt.KEEP,
                faults);
    }

    /** @param columns of the table */
    FilesRows rows(StructType columns) {
        return FilesRows.of(table.name().toString(), layout(columns), address, files);
    }
}
