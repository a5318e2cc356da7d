package io.alluvium.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.plan.PlannedReset;
import io.alluvium.source.Look;
import java.util.List;

/** Resets as JSON. */
public final class ResetJson {
    private ResetJson() {}

    /** @param done whether it was done, not only looked at */
    public static String write(List<PlannedReset> resets, boolean done) {
        ObjectNode root = AnswerJson.document().put("done", done);
        ArrayNode tables = root.putArray("tables");
        resets.forEach(reset -> table(reset, tables.addObject()));
        return AnswerJson.text(root);
    }

    private static void table(PlannedReset planned, ObjectNode node) {
        node.put("table", planned.table().toString());
        planned.match(new PlannedReset.Cases<ObjectNode>() {
            @Override
            public ObjectNode removal(PlannedReset.Removal reset) {
                return ResetJson.removal(reset, node.put("action", "reset"));
            }

            @Override
            public ObjectNode notLoaded(PlannedReset.NotLoaded reset) {
                return node.put("action", "not_loaded");
            }

            @Override
            public ObjectNode undone(PlannedReset.Undone reset) {
                return node.put("action", "undone").put("path", reset.place());
            }
        });
    }

    private static ObjectNode removal(PlannedReset.Removal reset, ObjectNode node) {
        PlannedReset.Content content = reset.content();
        node.put("rows", content.rows().isPresent() ? content.rows().getAsLong() : null);
        node.put("bytes", content.bytes());
        node.put("batches", content.batches());
        node.put("files_gone", content.goneFiles());
        node.put("path", reset.place());
        node.put("new_path", reset.newPlace());
        Look.Changed next = reset.next();
        node.putObject("next")
                .put("reason", next.what())
                .put("rows", next.rows().isPresent() ? next.rows().getAsLong() : null)
                .put("guarantee", next.guarantee());
        ArrayNode readers = node.putArray("computed_anew");
        reset.readers().forEach(reader -> readers.add(reader.toString()));
        return node;
    }
}
