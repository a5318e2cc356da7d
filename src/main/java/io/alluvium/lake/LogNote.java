package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What a table's log said at one version, as JSON that is kept between runs.
 *
 * @param etag of the commit that made the version
 * @param schema in Spark's JSON
 * @param committed the number that each writer who was asked for last committed; −1 where it committed none
 * @param kept the number up to which the version has what such a writer committed, likewise
 */
record LogNote(
        long version,
        String etag,
        String tableId,
        String schema,
        Map<String, String> properties,
        Map<String, Long> committed,
        Map<String, Long> kept) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NONE = -1;

    /** What can be asked of a writer. */
    enum Number {
        COMMITTED,
        KEPT
    }

    LogNote {
        properties = Map.copyOf(properties);
        committed = Map.copyOf(committed);
        kept = Map.copyOf(kept);
        if (etag.isEmpty()) {
            throw new IllegalArgumentException("without an ETag nobody can tell whether the note holds");
        }
    }

    static LogNote of(TableVersion version, String etag) {
        return new LogNote(
                version.version(),
                etag,
                version.tableId(),
                version.schema().json(),
                version.properties(),
                Map.of(),
                Map.of());
    }

    TableVersion version(TableName table, String folder) {
        return new TableVersion(table, folder, tableId, version, (StructType) DataType.fromJson(schema), properties);
    }

    boolean isOf(TableVersion other) {
        return other.version() == version && other.tableId().equals(tableId);
    }

    /** After a commit of rows. */
    LogNote next(String nextEtag) {
        return new LogNote(version + 1, nextEtag, tableId, schema, properties, committed, kept);
    }

    /** What a writer commits it also keeps, until a RESTORE. */
    LogNote with(String writer, OptionalLong number) {
        return with(Number.COMMITTED, writer, number).with(Number.KEPT, writer, number);
    }

    LogNote with(Number which, String writer, OptionalLong number) {
        Map<String, Long> numbers = new HashMap<>(numbers(which));
        numbers.put(writer, number.orElse(NONE));
        return new LogNote(
                version,
                etag,
                tableId,
                schema,
                properties,
                which == Number.COMMITTED ? numbers : committed,
                which == Number.KEPT ? numbers : kept);
    }

    private Map<String, Long> numbers(Number which) {
        return which == Number.COMMITTED ? committed : kept;
    }

    /** Empty where nobody has asked the log yet. */
    Optional<OptionalLong> number(Number which, String writer) {
        Long number = numbers(which).get(writer);
        return number == null
                ? Optional.empty()
                : Optional.of(number == NONE ? OptionalLong.empty() : OptionalLong.of(number));
    }

    String text() {
        ObjectNode note = JSON.createObjectNode();
        note.put("version", version).put("etag", etag).put("table_id", tableId).put("schema", schema);
        new TreeMap<>(properties).forEach(note.putObject("properties")::put);
        new TreeMap<>(committed).forEach(note.putObject("committed")::put);
        new TreeMap<>(kept).forEach(note.putObject("kept")::put);
        return note.toString();
    }

    /** Empty where the text is none of ours. */
    static Optional<LogNote> of(String text) {
        try {
            JsonNode note = JSON.readTree(text);
            Map<String, String> properties = new HashMap<>();
            note.required("properties")
                    .fields()
                    .forEachRemaining(property -> properties.put(
                            property.getKey(), property.getValue().asText()));
            return Optional.of(new LogNote(
                    note.required("version").longValue(),
                    note.required("etag").asText(),
                    note.required("table_id").asText(),
                    note.required("schema").asText(),
                    properties,
                    numbers(note.required("committed")),
                    numbers(note.required("kept"))));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Long> numbers(JsonNode written) {
        Map<String, Long> numbers = new HashMap<>();
        written.fields()
                .forEachRemaining(
                        number -> numbers.put(number.getKey(), number.getValue().longValue()));
        return numbers;
    }
}
