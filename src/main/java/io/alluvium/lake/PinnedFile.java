package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A data file of a table and what its statistics prove; used by one thread. */
public final class PinnedFile {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final AddFile file;
    private final Map<String, StructField> columns;
    private @Nullable JsonNode statistics;

    /** @param columns of the table */
    static List<PinnedFile> all(List<AddFile> files, StructType columns) {
        Map<String, StructField> byName = Arrays.stream(columns.fields())
                .collect(Collectors.toMap(
                        field -> field.name().toLowerCase(Locale.ROOT), Function.identity(), (a, b) -> a));
        return files.stream().map(file -> new PinnedFile(file, byName)).toList();
    }

    /** @param columns of the table, by their names in lower case */
    private PinnedFile(AddFile file, Map<String, StructField> columns) {
        this.file = file;
        this.columns = columns;
    }

    /** Read when they are asked for: most tables are read whole. */
    private JsonNode statistics() {
        JsonNode known = statistics;
        if (known == null) {
            known = statistics(file.stats());
            statistics = known;
        }
        return known;
    }

    private static JsonNode statistics(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException unreadable) {
            // Whoever wrote it: nothing is proved, and the file is read.
            return MissingNode.getInstance();
        }
    }

    AddFile added() {
        return file;
    }

    /** What is certain of a column in this file, whatever the case of its name; a file may be older than the column. */
    public ColumnRange range(String column) {
        StructField field = columns.get(column.toLowerCase(Locale.ROOT));
        JsonNode told = statistics();
        JsonNode rows = told.path("numRecords");
        if (field == null || !rows.isIntegralNumber()) {
            return ColumnRange.UNKNOWN;
        }
        JsonNode nulls = told.path("nullCount").path(field.name());
        if (nulls.isIntegralNumber() && nulls.longValue() >= rows.longValue()) {
            return ColumnRange.NULLS;
        }
        Optional<Measure> measure = Measure.of(field.dataType());
        JsonNode least = told.path("minValues").path(field.name());
        JsonNode most = told.path("maxValues").path(field.name());
        return new ColumnRange(
                measure.flatMap(known -> known.least(least)),
                measure.flatMap(known -> known.most(most)),
                !nulls.isIntegralNumber() || nulls.longValue() > 0,
                false);
    }
}
