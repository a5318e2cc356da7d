package io.alluvium.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A problem as JSON and back. */
final class ProblemJson {
    private ProblemJson() {}

    static ObjectNode write(Problem problem) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("code", problem.code().code());
        node.put("kind", problem.code().kind().name().toLowerCase(Locale.ROOT));
        node.put("message", problem.message());
        node.put("file", problem.place().map(Place::file).orElse(null));
        node.put("line", problem.place().map(Place::line).orElse(null));
        node.put("marked", problem.marked().orElse(null));
        node.put("reason", problem.label().orElse(null));
        node.put("did_you_mean", problem.suggestion().orElse(null));
        node.put("fix", problem.fix().orElse(null));
        return node;
    }

    /** A code that this version does not know reads as a defect that keeps its words. */
    static Problem read(JsonNode node) {
        String code = node.path("code").asText();
        ErrorCode known = Arrays.stream(ErrorCode.values())
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElse(ErrorCode.DEFECT);
        return new Problem(
                known,
                node.path("message").asText(),
                text(node, "file").map(file -> new Place(file, node.path("line").asInt())),
                text(node, "marked"),
                text(node, "reason"),
                text(node, "did_you_mean"),
                text(node, "fix"));
    }

    static Optional<String> text(JsonNode node, String name) {
        @Nullable JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }
}
