package io.alluvium.sources.objects.parquet;

import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.List;

/** Structs, told apart by their first leaf. A field that the file lacks is null. */
final class StructColumn implements ParquetColumn {
    private final StructValues to;
    private final int definition;
    private final List<ParquetColumn> fields;
    private final List<LeafColumn> leaves;

    StructColumn(StructValues to, int definition, List<ParquetColumn> fields, List<LeafColumn> leaves) {
        this.to = to;
        this.definition = definition;
        this.fields = List.copyOf(fields);
        this.leaves = List.copyOf(leaves);
    }

    @Override
    public void take(UnfitRows unfit) throws IOException {
        if (leaves.get(0).definition() < definition) {
            pass(leaves);
            to.appendNull();
            return;
        }
        for (ParquetColumn field : fields) {
            field.take(unfit);
        }
        to.append();
    }

    /** What is not there takes one place in each leaf. */
    static void pass(List<LeafColumn> leaves) throws BrokenFileException {
        for (LeafColumn leaf : leaves) {
            leaf.pass();
        }
    }
}
