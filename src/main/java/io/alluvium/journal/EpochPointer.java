package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which epoch of a table is the current one. Written out by hand as JSON, because it outlives this class.
 *
 * @param epoch the current one
 * @param highest that was ever begun; a number is never given twice
 * @param ended the tables before this one, oldest first
 */
record EpochPointer(long epoch, long highest, List<Ended> ended) {
    /** A table that was never reset. */
    static final EpochPointer FIRST = new EpochPointer(0, 0, List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    EpochPointer {
        ended = List.copyOf(ended);
        if (epoch < 0 || highest < epoch) {
            throw new IllegalArgumentException("epoch " + epoch + " of " + highest);
        }
    }

    /**
     * A table that a reset ended.
     *
     * @param epoch tells its folder
     * @param at for people: nothing is decided by it
     */
    record Ended(long epoch, String tableId, Instant at) {}

    /** Goes on to an epoch that never was. */
    EpochPointer begun(long next, String tableId, Instant at) {
        List<Ended> all = new ArrayList<>(ended);
        all.add(new Ended(epoch, tableId, at));
        return new EpochPointer(next, next, all);
    }

    /** Goes back by one; there is one to go back to. */
    EpochPointer undone() {
        int last = ended.size() - 1;
        return new EpochPointer(ended.get(last).epoch(), highest, ended.subList(0, last));
    }

    String toJson() {
        ObjectNode node = JSON.createObjectNode().put("epoch", epoch).put("highest", highest);
        ArrayNode array = node.putArray("ended");
        ended.forEach(one -> array.addObject()
                .put("epoch", one.epoch())
                .put("table_id", one.tableId())
                .put("at", one.at().toString()));
        return node.toPrettyString() + "\n";
    }

    /** @param file for people */
    static EpochPointer of(String text, String file) {
        try {
            JsonNode node = JSON.readTree(text);
            List<Ended> ended = new ArrayList<>();
            node.required("ended")
                    .forEach(one -> ended.add(new Ended(
                            one.required("epoch").asLong(),
                            one.required("table_id").asText(),
                            Instant.parse(one.required("at").asText()))));
            return new EpochPointer(
                    node.required("epoch").asLong(), node.required("highest").asLong(), ended);
        } catch (JsonProcessingException | RuntimeException e) {
            throw Problem.of(ErrorCode.STATE_CORRUPT, "the state file " + file + " cannot be read")
                    .fixedBy("restore _alluvium/ from a backup")
                    .asException(e);
        }
    }
}
