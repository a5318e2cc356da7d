package io.alluvium.sources.objects;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** What files tell of their columns, under their own names. */
sealed interface FileColumns {
    /** The names, once for each way in which a file has them. */
    List<List<String>> names();

    /**
     * The columns of the table.
     *
     * @param raw raw's schema; absent before the first batch
     */
    StructType in(RowShape shape, Optional<StructType> raw);

    /** Names of values that are text. */
    record Headers(List<List<String>> names) implements FileColumns {
        public Headers {
            names = List.copyOf(names);
        }

        @Override
        public StructType in(RowShape shape, Optional<StructType> raw) {
            return shape.ofHeaders(names, raw);
        }
    }

    /**
     * Names with types.
     *
     * @param holds whether a column of raw, which comes first, can hold what files have, so that it stays what it is
     */
    record Types(StructType types, BiPredicate<DataType, DataType> holds) implements FileColumns {
        @Override
        public List<List<String>> names() {
            return List.of(List.of(types.fieldNames()));
        }

        @Override
        public StructType in(RowShape shape, Optional<StructType> raw) {
            return shape.ofTypes(types, raw, holds);
        }
    }
}
