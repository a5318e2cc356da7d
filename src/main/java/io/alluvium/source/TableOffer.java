package io.alluvium.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says how a table or view of a database, or a group of files, is best loaded, or why it cannot be. */
public sealed interface TableOffer {
    String schema();

    String name();

    /** Schema and name as the source spells them in SQL. */
    String from();

    /** One method a case. */
    interface Cases<R> {
        R loadable(Loadable offer);

        R declared(Declared offer);

        R refused(Refused offer);
    }

    <R> R match(Cases<R> cases);

    /**
     * This user can load it as it is.
     *
     * @param key columns that the database keeps unique and not null; empty where the mode needs none
     * @param mode as a project spells it, that works without any promise of the table's writers
     * @param columns all, in order, as raw has them
     * @param renames names in raw, by the source's names, of columns whose own names raw cannot have
     * @param remarks what a person may want to change or know, each in a few words
     */
    record Loadable(
            String schema,
            String name,
            String from,
            List<String> key,
            String mode,
            List<String> columns,
            Map<String, String> renames,
            List<String> remarks)
            implements TableOffer {
        public Loadable {
            key = List.copyOf(key);
            columns = List.copyOf(columns);
            renames = Collections.unmodifiableMap(new LinkedHashMap<>(renames));
            remarks = List.copyOf(remarks);
        }

        /** The same with more to say. */
        public Loadable with(List<String> more) {
            List<String> all = new ArrayList<>(remarks);
            all.addAll(more);
            return new Loadable(schema, name, from, key, mode, columns, renames, all);
        }

        /** One whose columns all keep their names. */
        public Loadable(
                String schema,
                String name,
                String from,
                List<String> key,
                String mode,
                List<String> columns,
                List<String> remarks) {
            this(schema, name, from, key, mode, columns, Map.of(), remarks);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.loadable(this);
        }
    }

    /**
     * It can be loaded as these lines declare it.
     *
     * @param lines of its section in a project
     * @param columns all, as raw has them
     * @param versions what its rows are where another tool wrote them as versions of rows
     * @param remarks what a person may want to change or know, in lines
     */
    record Declared(
            String schema,
            String name,
            String from,
            List<String> lines,
            List<String> columns,
            Optional<Versions> versions,
            List<String> remarks)
            implements TableOffer {
        public Declared {
            lines = List.copyOf(lines);
            columns = List.copyOf(columns);
            remarks = List.copyOf(remarks);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.declared(this);
        }
    }

    /**
     * Rows of which the last one counts among those of a key.
     *
     * @param key columns that identify a row, as the table's lines declare it; empty where nothing proves any
     * @param order columns that order the versions, the most significant first; empty where they come in order
     * @param deleted a condition that marks versions of deleted rows
     * @param generation a column of which only the greatest value of all rows counts
     */
    record Versions(List<String> key, List<String> order, Optional<String> deleted, Optional<String> generation) {
        public Versions {
            key = List.copyOf(key);
            order = List.copyOf(order);
        }
    }

    /**
     * It cannot be loaded as it is.
     *
     * @param key columns that may identify a row, which the database does not promise; empty where it knows of none, so
     *     that the table can be loaded whole or not at all
     * @param reason why not, and what to do where something can be done
     */
    record Refused(String schema, String name, String from, List<String> key, String reason) implements TableOffer {
        public Refused {
            key = List.copyOf(key);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }
}
