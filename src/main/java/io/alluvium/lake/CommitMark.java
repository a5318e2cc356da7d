package io.alluvium.lake;

import io.alluvium.domain.RunId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a commit carries besides data.
 *
 * @param writer the transaction application id: project, table and reset epoch
 * @param number the journal's number of the intent; the transaction's version
 * @param tableId the id that a table created by this commit gets, fixed in the intent
 * @param run goes into the commit's user metadata, for people
 * @param inputs the input tables' versions, by name; into the user metadata too
 * @param properties table properties to set where they differ
 * @param description the table's comment
 * @param columns comments by column; columns that the table has not are ignored
 */
public record CommitMark(
        String writer,
        long number,
        String tableId,
        RunId run,
        Map<String, Long> inputs,
        Map<String, String> properties,
        Optional<String> description,
        Map<String, String> columns) {
    public CommitMark {
        Objects.requireNonNull(writer, "writer");
        Objects.requireNonNull(tableId, "tableId");
        Objects.requireNonNull(run, "run");
        inputs = Map.copyOf(inputs);
        properties = Map.copyOf(properties);
        Objects.requireNonNull(description, "description");
        columns = Map.copyOf(columns);
    }
}
