package io.alluvium.run;

import io.alluvium.domain.Digest;
import io.alluvium.plan.Selection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What tells two submissions of a run apart, by option. */
final class Arguments {
    private static final int DIGEST_LENGTH = 12;

    private Arguments() {}

    /** @param settings {@code --set}; their values are told by a digest, so that they lie nowhere in the warehouse */
    static Map<String, String> of(RunOptions options, Optional<String> environment, Map<String, String> settings) {
        Map<String, String> arguments = new TreeMap<>();
        options.plan().ifPresent(given -> arguments.put("--plan", "(digest " + digest(given.text()) + ")"));
        options.at().ifPresent(time -> arguments.put("--at", time.toString()));
        if (!options.selection().names().isEmpty()) {
            arguments.put("--select", String.join(",", options.selection().names()));
        }
        options.selection().range().ifPresent(range -> {
            arguments.put("--from", range.from().toString());
            arguments.put("--to", range.to().toString());
        });
        if (options.selection().refresh() != Selection.Refresh.NONE) {
            arguments.put("--full-refresh", options.selection().refresh().name());
        }
        environment.ifPresent(name -> arguments.put("--env", name));
        settings.forEach((key, value) -> arguments.put("--set " + key, "(digest " + digest(value) + ")"));
        return arguments;
    }

    /** Short, and enough to tell two settings apart. */
    static String digest(String value) {
        return Digest.of(value).substring(0, DIGEST_LENGTH);
    }
}
