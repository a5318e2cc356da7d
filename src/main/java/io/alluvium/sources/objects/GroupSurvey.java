package io.alluvium.sources.objects;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.config.HoconSection;
import io.alluvium.failure.AlluviumException;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.Known;
import io.alluvium.source.TableOffer;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.survey.FileGroup;
import io.alluvium.sources.objects.survey.SeenTexts;
import io.alluvium.sources.objects.value.ValueDecoder;
import io.alluvium.spark.SqlNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One group of files, of which all rows are read: first to learn their types, then as the project will read them. */
final class GroupSurvey {
    private static final int ROWS = 4_096;
    private static final int LONGEST_LINE = 90;

    private final SurveyedFiles surveyed;
    private final FileGroup group;
    private final String glob;
    private final List<SourceFile> files;
    private final PathRules paths;

    /** @param glob that means these files and no others */
    GroupSurvey(SurveyedFiles surveyed, FileGroup group, String glob, List<SourceFile> files) {
        this.surveyed = surveyed;
        this.group = group;
        this.glob = glob;
        this.files = files;
        this.paths = new PathRules(group.partitions(), PathRules.Compression.AUTO);
    }

    /** @throws AlluviumException where they cannot be read in any way, for the likeliest of them */
    TableOffer offer() {
        SurveyedFiles.Head head = files.stream()
                .map(file -> surveyed.head(file.path()))
                .filter(found -> !found.text().isBlank())
                .findFirst()
                .orElse(SurveyedFiles.Head.EMPTY);
        List<AlluviumException> failures = new ArrayList<>();
        // What lies in an archive has a name of its own.
        String ending = group.ending().isEmpty() ? FileGroup.ending(head.name()) : group.ending();
        for (GuessedFormat guess : GuessedFormat.of(ending, head)) {
            try {
                return offer(guess);
            } catch (AlluviumException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return surveyed.refused(group, "its name does not tell what kind of file it is");
    }

    private TableOffer offer(GuessedFormat guess) {
        Map<String, String> renames = renames(guess.format());
        StoredColumns names = FilesTable.AS_WRITTEN.renamed(renames);
        FilesRows plain = rows(SurveyedFiles.table(glob, guess.format(), Optional.empty(), names, paths));
        Map<String, SeenTexts> seen = new LinkedHashMap<>();
        boolean texts = !guess.format().nests();
        if (texts) {
            read(plain, batch -> see(batch, plain.layout().fileColumn(), seen));
        }
        StructType found =
                new StructType(RawColumns.sourceColumns(plain.schema()).toArray(StructField[]::new));
        StructType columns = texts ? ofTexts(found, seen) : found;
        Optional<SurveyedLanding> landing = SurveyedLanding.of(columns, group, surveyed.hints(group));
        Map<String, DataType> types = needed(guess.format(), landing);
        StructType typed = typed(columns, types);
        FilesTable table = texts
                ? SurveyedFiles.table(glob, guess.format(), Optional.of(typed), names, paths)
                : SurveyedFiles.table(glob, guess.format(), Optional.empty(), names.typed(types), paths);
        // What the project says must be what it will do.
        long count = read(rows(table), batch -> landing.ifPresent(written -> written.see(batch)));
        List<String> remarks = new ArrayList<>();
        remarks.add(
                files.size() + (files.size() == 1 ? " file, " : " files, ") + count + (count == 1 ? " row" : " rows"));
        seen.forEach((name, values) -> values.remark().ifPresent(why -> remarks.add(name + ": " + why)));
        List<String> lines = lines(guess, renames);
        lines.addAll(texts ? schema(typed) : types(types));
        landing.ifPresent(written -> {
            remarks.addAll(written.remarks());
            lines.addAll(written.lines());
        });
        return new TableOffer.Declared(
                landing.isPresent() ? group.folderAbove() : "",
                group.name(),
                glob,
                lines,
                List.of(found.fieldNames()),
                landing.flatMap(SurveyedLanding::versions),
                remarks);
    }

    /** A text in a file with types stays one: load ids sort as the numbers do, with ten digits before the dot until 2286. */
    private static Map<String, DataType> needed(FileFormat format, Optional<SurveyedLanding> landing) {
        return format instanceof FileFormat.Typed
                ? Map.of()
                : landing.map(SurveyedLanding::types).orElse(Map.of());
    }

    private static StructType typed(StructType columns, Map<String, DataType> types) {
        StructType typed = new StructType();
        for (StructField field : columns.fields()) {
            typed = typed.add(field.name(), types.getOrDefault(field.name(), field.dataType()));
        }
        return typed;
    }

    private static List<String> types(Map<String, DataType> types) {
        return types.isEmpty()
                ? List.of()
                : List.of("types { "
                        + types.entrySet().stream()
                                .map(type -> HoconSection.key(type.getKey()) + " = "
                                        + HoconSection.quoted(type.getValue().simpleString()))
                                .collect(Collectors.joining(", "))
                        + " }");
    }

    private FilesRows rows(FilesTable table) {
        FileRows rows = new FileRows(new StoredForm(table, Known.NOTHING, Optional.empty()), surveyed.address(), files);
        rows.requireFormat();
        return rows.rows(rows.allColumns(Optional.empty()));
    }

    private List<String> lines(GuessedFormat guess, Map<String, String> renames) {
        List<String> lines = new ArrayList<>();
        lines.add("glob = " + HoconSection.quoted(glob));
        if (!group.partitions().isEmpty()) {
            lines.add("partitions = ["
                    + group.partitions().stream().map(HoconSection::key).collect(Collectors.joining(", ")) + "]");
        }
        lines.addAll(guess.lines());
        if (!renames.isEmpty()) {
            lines.add("rename { "
                    + renames.entrySet().stream()
                            .map(name -> HoconSection.key(name.getKey()) + " = " + HoconSection.key(name.getValue()))
                            .collect(Collectors.joining(", "))
                    + " }");
        }
        return lines;
    }

    /** Names that raw can have, for those that it cannot. */
    private Map<String, String> renames(FileFormat format) {
        FilesTable table = SurveyedFiles.table(glob, format, Optional.empty(), FilesTable.AS_WRITTEN, paths);
        RowLayout layout = RowLayout.of(
                table,
                new StructType(),
                ValueDecoder.Masks.NONE,
                table.faults(!surveyed.address().isLocal()));
        FileRecords records = format.records(layout, surveyed.address().open());
        FileColumns told = records.told(group.paths()).orElseGet(() -> records.seen(group.paths()));
        Map<String, String> spelled = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        told.names().forEach(names -> names.forEach(name -> spelled.putIfAbsent(name, name)));
        List<String> names = List.copyOf(spelled.values());
        List<String> proposals = RawColumns.proposals(names);
        Map<String, String> renames = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals(proposals.get(i)) && !names.get(i).isBlank()) {
                renames.put(names.get(i), proposals.get(i));
            }
        }
        return renames;
    }

    private static StructType ofTexts(StructType texts, Map<String, SeenTexts> seen) {
        StructType columns = new StructType();
        for (StructField field : texts.fields()) {
            SeenTexts found = seen.get(field.name());
            columns = columns.add(field.name(), found == null ? field.dataType() : found.type());
        }
        return columns;
    }

    private static List<String> schema(StructType columns) {
        List<String> parts = Arrays.stream(columns.fields())
                .map(field ->
                        (field.name().matches("[A-Za-z_][A-Za-z0-9_]*") ? field.name() : SqlNames.quoted(field.name()))
                                + " " + field.dataType().simpleString())
                .toList();
        String all = String.join(", ", parts);
        if (all.length() < LONGEST_LINE || all.contains("\"\"\"")) {
            return List.of("schema = " + HoconSection.quoted(all));
        }
        List<String> lines = new ArrayList<>(List.of("schema = \"\"\""));
        for (int i = 0; i < parts.size(); i++) {
            lines.add("  " + parts.get(i) + (i + 1 < parts.size() ? "," : ""));
        }
        lines.add("\"\"\"");
        return lines;
    }

    /** Reads all rows; how many there are. */
    private static long read(FilesRows rows, Consumer<ColumnBatch> sink) {
        ColumnBatch batch = new ColumnBatch(rows.schema(), ROWS);
        AtomicLong count = new AtomicLong();
        for (int part = 0; part < rows.parts(); part++) {
            try {
                rows.part(part).read(batch, filled -> {
                    count.addAndGet(filled.rows());
                    sink.accept(filled);
                });
            } catch (IOException e) {
                throw rows.layout().faults().of(rows.name(), e);
            }
        }
        return count.get();
    }

    private static void see(ColumnBatch batch, int columns, Map<String, SeenTexts> seen) {
        for (int column = 0; column < columns; column++) {
            SeenTexts texts =
                    seen.computeIfAbsent(batch.schema().fields()[column].name(), name -> new SeenTexts());
            BytesValues values = (BytesValues) batch.column(column);
            for (int i = 0; i < values.values(); i++) {
                int length = values.end(i) - values.start(i);
                if (length > 0) {
                    texts.see(values.array(), values.start(i), length);
                }
            }
        }
    }
}
