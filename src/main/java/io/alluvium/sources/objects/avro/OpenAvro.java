package io.alluvium.sources.objects.avro;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.sql.types.StructType;

/** A file of Avro. Its beginning says which columns there are. */
public final class OpenAvro implements TypedFile {
    private final AvroBlocks blocks;
    private final List<Optional<AvroNode>> nodes;

    private OpenAvro(AvroBlocks blocks) throws BrokenFileException {
        this.blocks = blocks;
        if (blocks.schema().getType() != Schema.Type.RECORD) {
            throw new BrokenFileException("its rows have no columns");
        }
        this.nodes = blocks.schema().getFields().stream()
                .map(field -> new AvroTree().of(field.schema()))
                .toList();
    }

    /**
     * Reads what a file begins with.
     *
     * @param in closed with the file, and where this throws
     * @param size of the file in bytes
     */
    public static OpenAvro of(FSDataInputStream in, long size) throws IOException {
        OpenAvro opened = null;
        try {
            opened = new OpenAvro(new AvroBlocks(in, size));
            return opened;
        } catch (RuntimeException e) {
            throw broken(e);
        } finally {
            if (opened == null) {
                in.close();
            }
        }
    }

    /** The library tells what is wrong with bytes of the file in its messages, which may be values. */
    static BrokenFileException broken(RuntimeException error) {
        return new BrokenFileException("broken or cut off: " + error.getClass().getSimpleName(), error);
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (Schema.Field field : blocks.schema().getFields()) {
            columns.add(new Column(field.name(), nodes.get(field.pos()).map(AvroNode::type), written(field.schema())));
        }
        return columns;
    }

    private static String written(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                "union of "
                        + String.join(
                                " and ",
                                schema.getTypes().stream()
                                        .map(OpenAvro::written)
                                        .toList());
            case RECORD -> "record " + schema.getName();
            default -> AvroTree.name(schema).isEmpty() ? schema.getType().getName() : AvroTree.name(schema);
        };
    }

    /** A single one: nothing tells how many rows come before a block. */
    @Override
    public List<Part> parts() {
        return List.of(new Part(0, 0, 0));
    }

    @Override
    public Rows rows(int part, StructType table, int[] places) {
        List<Optional<AvroNode>> wanted = new ArrayList<>();
        for (int place : places) {
            wanted.add(place < 0 ? Optional.empty() : nodes.get(place));
        }
        return new AvroRows(blocks, table, places, wanted);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
