package io.alluvium.audit;

import io.alluvium.audit.AuditResult.Kind;
import io.alluvium.verify.KeyText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/** Counts differences, and remembers the first keys of each kind. */
final class Findings {
    private final List<DataType> types;
    private final int most;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<List<Optional<String>>>> keys = new EnumMap<>(Kind.class);

    /** @param types of the key's columns */
    Findings(List<DataType> types, int most) {
        this.types = types;
        this.most = most;
        for (Kind kind : Kind.values()) {
            counts.put(kind, 0L);
            keys.put(kind, new ArrayList<>());
        }
    }

    /** @param rows how many rows of this key */
    void add(Kind kind, byte[] key, long rows) {
        if (rows <= 0) {
            return;
        }
        counts.merge(kind, rows, Long::sum);
        List<List<Optional<String>>> known = keys.get(kind);
        if (known != null && known.size() < most) {
            known.add(KeyText.all(new String(key, StandardCharsets.UTF_8), types));
        }
    }

    Map<Kind, Long> counts() {
        return counts;
    }

    Map<Kind, List<List<Optional<String>>>> keys() {
        return keys;
    }
}
