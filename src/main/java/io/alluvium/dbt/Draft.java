package io.alluvium.dbt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model or a snapshot before it is known where all others are.
 *
 * @param text of its SQL, with {@link Marks}
 * @param reads what it reads, by key
 * @param refused why it cannot be written, empty where it can
 */
record Draft(
        DbtFile file,
        String name,
        DbtConfig config,
        Optional<Described> described,
        String text,
        Set<String> reads,
        List<Remark> refused) {
    Draft {
        reads = Set.copyOf(reads);
        refused = List.copyOf(refused);
    }

    Draft refusedBy(List<Remark> more) {
        List<Remark> all = new ArrayList<>(refused);
        all.addAll(more);
        return new Draft(file, name, config, described, text, reads, all);
    }

    /** What reads it calls it so. */
    String key() {
        return ModelNames.ref(name);
    }
}
