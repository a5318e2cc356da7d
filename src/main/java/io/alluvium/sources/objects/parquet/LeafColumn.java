package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.ExactValues;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.util.HexFormat;
import org.apache.parquet.column.ColumnReader;

/** The values of one column of a file. */
final class LeafColumn implements ParquetColumn {
    private final String name;
    private final String what;
    private final LeafDecoder decoder;
    private final int mostDefinition;
    private final ColumnReader in;
    private final ExactValues to;
    private long left;

    /**
     * @param name of the table's column, for people
     * @param what of which type no value is that does not fit
     * @param in stands at the first value of a row group
     */
    LeafColumn(String name, String what, ParquetNode.Leaf node, ColumnReader in, ExactValues to) {
        this.name = name;
        this.what = what;
        this.decoder = node.leaf().decoder();
        this.mostDefinition = node.column().getMaxDefinitionLevel();
        this.in = in;
        this.to = to;
        this.left = in.getTotalValueCount();
    }

    /** The same for many rows, of each of which this is a value or null. */
    void takeAll(int rows, UnfitRows unfit) throws BrokenFileException {
        if (left < rows) {
            throw new BrokenFileException("fewer values than rows");
        }
        left -= rows;
        for (int row = 0; row < rows; row++) {
            if (in.getCurrentDefinitionLevel() != mostDefinition) {
                to.appendNull();
            } else if (!decoder.append(in, to)) {
                unfit.at(row);
                refuse(unfit);
            }
            in.consume();
        }
    }

    @Override
    public void take(UnfitRows unfit) throws BrokenFileException {
        if (in.getCurrentDefinitionLevel() != mostDefinition) {
            to.appendNull();
        } else if (!decoder.append(in, to)) {
            refuse(unfit);
        }
        pass();
    }

    private void refuse(UnfitRows unfit) {
        unfit.add(name, "no " + what, written());
        to.appendNull();
    }

    private String written() {
        return switch (in.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> String.valueOf(in.getInteger());
            case INT64 -> String.valueOf(in.getLong());
            case FLOAT -> String.valueOf(in.getFloat());
            case DOUBLE -> String.valueOf(in.getDouble());
            case BOOLEAN -> String.valueOf(in.getBoolean());
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY ->
                "0x" + HexFormat.of().formatHex(in.getBinary().getBytes());
        };
    }

    /** Goes on to what comes next. */
    void pass() throws BrokenFileException {
        if (left-- == 0) {
            throw new BrokenFileException("fewer values than rows");
        }
        in.consume();
    }

    int definition() {
        return in.getCurrentDefinitionLevel();
    }

    int repetition() {
        return in.getCurrentRepetitionLevel();
    }

    /** Whether nothing comes any more. */
    boolean isAtEnd() {
        return left == 0;
    }
}
