package io.alluvium.plan;

import java.util.List;
import java.util.Objects;

/** How a model's table can follow a change of its inputs. */
public sealed interface Following {

    /** By the keys of the rows that the change touches. @param key columns of the table */
    record ByKeys(List<String> key) implements Following {
        public ByKeys {
            key = List.copyOf(key);
        }
    }

    /**
     * The table is computed as a whole.
     *
     * @param why in a few words, for a person
     * @param isChoice whether it could be followed, and that costs more
     */
    record AsWhole(String why, boolean isChoice) implements Following {
        public AsWhole {
            Objects.requireNonNull(why, "why");
        }
    }
}
