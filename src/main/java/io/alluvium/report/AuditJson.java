package io.alluvium.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.audit.AuditResult;
import io.alluvium.audit.AuditResult.Kind;
import java.util.List;
import java.util.Optional;

/** What an audit found, as JSON. */
public final class AuditJson {
    private AuditJson() {}

    public static String write(AuditResult result, ExitStatus exit) {
        ObjectNode root = AnswerJson.document();
        root.putObject("source")
                .put("table", result.source())
                .put("rows", result.rows().source())
                .put("newer", result.rows().newer());
        root.putObject("target")
                .put("what", result.target())
                .put("tool", result.tool().orElse(null))
                .put("rows", result.rows().target())
                .put("gone", result.rows().gone())
                .put("past", result.rows().past());
        result.key().forEach(root.putArray("key")::add);
        result.compared().forEach(root.putArray("compared")::add);
        ArrayNode omitted = root.putArray("not_compared");
        result.omitted()
                .forEach((column, why) ->
                        omitted.addObject().put("column", column).put("reason", why));
        result.notes().forEach(root.putArray("notes")::add);
        for (Kind kind : Kind.values()) {
            ObjectNode node = root.putObject(AuditText.word(kind)).put("rows", result.count(kind));
            ArrayNode keys = node.putArray("keys");
            result.keys().getOrDefault(kind, List.of()).forEach(key -> key(result.key(), key, keys.addObject()));
        }
        ObjectNode staleBy = root.putObject("stale_by_column");
        result.staleBy().forEach(staleBy::put);
        return AnswerJson.text(
                root.put("verdict", result.isEqual() ? "equal" : "differs").put("exit_status", exit.code()));
    }

    private static void key(List<String> names, List<Optional<String>> values, ObjectNode node) {
        for (int i = 0; i < names.size(); i++) {
            node.put(names.get(i), values.get(i).orElse(null));
        }
    }
}
