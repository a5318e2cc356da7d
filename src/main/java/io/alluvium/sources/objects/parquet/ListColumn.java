package io.alluvium.sources.objects.parquet;

import io.alluvium.column.ListValues;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.List;

/** Lists, whose ends are told by their first leaf. */
final class ListColumn implements ParquetColumn {
    private final ListValues to;
    private final ParquetNode.Repeated node;
    private final ParquetColumn element;
    private final List<LeafColumn> leaves;

    ListColumn(ListValues to, ParquetNode.Repeated node, ParquetColumn element, List<LeafColumn> leaves) {
        this.to = to;
        this.node = node;
        this.element = element;
        this.leaves = List.copyOf(leaves);
    }

    @Override
    public void take(UnfitRows unfit) throws IOException {
        LeafColumn first = leaves.get(0);
        int definition = first.definition();
        if (definition < node.filled()) {
            StructColumn.pass(leaves);
            if (definition < node.definition()) {
                to.appendNull();
            } else {
                to.append();
            }
            return;
        }
        do {
            element.take(unfit);
        } while (!first.isAtEnd() && first.repetition() == node.repetition());
        to.append();
    }
}
