package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.StructType;

/** A file of Parquet. Its footer says which columns there are, and where. */
public final class OpenParquet implements TypedFile {
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED = "PARE";
    /** The name at both ends and the footer's length. */
    private static final int LEAST_BYTES = 12;

    private final ParquetFileReader file;
    private final long size;
    private final List<Column> columns = new ArrayList<>();
    private final List<Optional<ParquetNode>> nodes = new ArrayList<>();

    private OpenParquet(ParquetFileReader file, long size) {
        this.file = file;
        this.size = size;
        ParquetTree tree = new ParquetTree(schema());
        for (Type field : schema().getFields()) {
            try {
                ParquetNode node = tree.column(field);
                nodes.add(Optional.of(node));
                columns.add(new Column(
                        field.getName(), Optional.of(node.type()), node.type().simpleString()));
            } catch (UnknownTypeException e) {
                nodes.add(Optional.empty());
                columns.add(new Column(field.getName(), Optional.empty(), String.valueOf(e.getMessage())));
            }
        }
    }

    /**
     * Reads a file's footer.
     *
     * @param in closed with the file, and where this throws
     * @param size of the file in bytes
     */
    public static OpenParquet of(FSDataInputStream in, long size) throws IOException {
        OpenParquet opened = null;
        try {
            requireEnds(in, size);
            ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                    .withCodecFactory(new BoundedCodecs())
                    .withUseHadoopVectoredIo(false)
                    .usePageChecksumVerification(true)
                    .build();
            opened = new OpenParquet(ParquetFileReader.open(new Bytes(in, size), options), size);
            opened.requireWithin();
            return opened;
        } catch (IOException e) {
            throw BrokenFileException.explained(e);
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
        return new BrokenFileException(
                error.getClass().getName().contains("Crypto")
                        ? "it is encrypted"
                        : "broken or cut off: " + error.getClass().getSimpleName(),
                error);
    }

    private static void requireEnds(FSDataInputStream in, long size) throws IOException {
        if (size < LEAST_BYTES) {
            throw new BrokenFileException(size == 0 ? "it is empty" : "it is too short");
        }
        byte[] head = new byte[MAGIC.length()];
        byte[] tail = new byte[Integer.BYTES + MAGIC.length()];
        in.readFully(0, head);
        in.readFully(size - tail.length, tail);
        String first = new String(head, StandardCharsets.ISO_8859_1);
        String last = new String(tail, Integer.BYTES, MAGIC.length(), StandardCharsets.ISO_8859_1);
        if (last.equals(ENCRYPTED) || first.equals(ENCRYPTED)) {
            throw new BrokenFileException("it is encrypted");
        }
        if (!first.equals(MAGIC)) {
            throw new BrokenFileException("it does not begin as such files do");
        }
        if (!last.equals(MAGIC)) {
            throw new BrokenFileException("its end is missing, where its columns are told");
        }
        int footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (footer <= 0 || footer > size - LEAST_BYTES) {
            throw new BrokenFileException("its footer would be longer than the file");
        }
    }

    /** What lies beyond the file's end would be asked for, and memory for it. */
    private void requireWithin() throws BrokenFileException {
        for (BlockMetaData group : file.getRowGroups()) {
            if (group.getRowCount() < 0) {
                throw new BrokenFileException("a row group of fewer than no rows");
            }
            if (group.getRowCount() == 0) {
                // Its columns have no place, and are not read.
                continue;
            }
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                long start = chunk.getStartingPos();
                boolean within = start >= MAGIC.length()
                        && chunk.getTotalSize() >= 0
                        && chunk.getTotalSize() <= size - start
                        && chunk.getValueCount() >= 0;
                if (!within) {
                    throw new BrokenFileException("a column beyond the file's end");
                }
            }
        }
    }

    private MessageType schema() {
        return file.getFileMetaData().getSchema();
    }

    @Override
    public List<Column> columns() {
        return List.copyOf(columns);
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        long before = 0;
        for (BlockMetaData group : file.getRowGroups()) {
            parts.add(new Part(group.getStartingPos(), before, group.getCompressedSize()));
            before += group.getRowCount();
        }
        return parts;
    }

    @Override
    public Rows rows(int part, StructType table, int[] places) throws IOException {
        List<Optional<ParquetNode>> wanted = new ArrayList<>();
        Set<String> leaves = new HashSet<>();
        for (int i = 0; i < places.length; i++) {
            Optional<ParquetNode> node = places[i] < 0 ? Optional.empty() : nodes.get(places[i]);
            node.ifPresent(found -> found.leaves().forEach(leaf -> leaves.add(path(leaf.column()))));
            wanted.add(node);
        }
        requireMemory(leaves);
        requireCodecs(leaves);
        try {
            file.setRequestedSchema(new MessageType(schema().getName(), kept(schema(), "", leaves)));
        } catch (RuntimeException e) {
            throw broken(e);
        }
        return new ParquetRows(
                file, part, table, wanted, Calendars.of(file.getFileMetaData().getKeyValueMetaData()));
    }

    /** The packed columns of one row group lie in memory together. */
    private void requireMemory(Set<String> leaves) throws BrokenFileException {
        for (BlockMetaData group : file.getRowGroups()) {
            long bytes = group.getColumns().stream()
                    .filter(chunk -> leaves.contains(path(chunk.getPath().toArray())))
                    .mapToLong(ColumnChunkMetaData::getTotalSize)
                    .sum();
            if (bytes > Runtime.getRuntime().maxMemory() / 2) {
                throw new BrokenFileException("a row group of " + (bytes >> 20) + " MB is too much for memory");
            }
        }
    }

    /** Some are in no library that comes along. */
    private void requireCodecs(Set<String> leaves) throws BrokenFileException {
        BoundedCodecs codecs = new BoundedCodecs();
        try {
            for (CompressionCodecName codec : codecs(leaves)) {
                try {
                    codecs.getDecompressor(codec);
                } catch (RuntimeException e) {
                    throw new BrokenFileException(
                            "it is packed by " + codec.name().toLowerCase(Locale.ROOT)
                                    + ", which is not installed here",
                            e);
                }
            }
        } finally {
            codecs.release();
        }
    }

    private Set<CompressionCodecName> codecs(Set<String> leaves) {
        Set<CompressionCodecName> codecs = EnumSet.noneOf(CompressionCodecName.class);
        for (BlockMetaData group : file.getRowGroups()) {
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                if (leaves.contains(path(chunk.getPath().toArray()))) {
                    codecs.add(chunk.getCodec());
                }
            }
        }
        return codecs;
    }

    private static String path(ColumnDescriptor column) {
        return path(column.getPath());
    }

    private static String path(String... names) {
        return "\0" + String.join("\0", names);
    }

    private static List<Type> kept(GroupType group, String path, Set<String> leaves) {
        List<Type> fields = new ArrayList<>();
        for (Type field : group.getFields()) {
            String inner = path + "\0" + field.getName();
            if (field.isPrimitive()) {
                if (leaves.contains(inner)) {
                    fields.add(field);
                }
                continue;
            }
            List<Type> inside = kept(field.asGroupType(), inner, leaves);
            if (!inside.isEmpty()) {
                fields.add(field.asGroupType().withNewFields(inside));
            }
        }
        return fields;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
