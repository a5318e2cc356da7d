package io.alluvium.column;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** What parquet-java reads from a file, as the rows of {@link SampleRows}. */
final class ParquetRows {
    private ParquetRows() {}

    static ParquetMetadata footer(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFooter();
        }
    }

    /** How the pages of a column are encoded, in order. */
    static List<Encoding> encodings(Path file, int rowGroup, int column) throws IOException {
        List<Encoding> encodings = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            PageReader pages = reader.readRowGroup(rowGroup)
                    .getPageReader(schema.getColumns().get(column));
            DataPage page = pages.readPage();
            while (page != null) {
                encodings.add(((DataPageV1) page).getValueEncoding());
                page = pages.readPage();
            }
        }
        return encodings;
    }

    static List<List<@Nullable Object>> read(Path file) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            PageReadStore pages = reader.readNextRowGroup();
            while (pages != null) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(row(schema, records.read()));
                }
                pages = reader.readNextRowGroup();
            }
        }
        return rows;
    }

    private static List<@Nullable Object> row(GroupType schema, Group group) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < schema.getFieldCount(); i++) {
            Type type = schema.getType(i);
            if (group.getFieldRepetitionCount(i) == 0) {
                row.add(null);
            } else {
                row.add(valueOrGroup(type, group, i, 0));
            }
        }
        return row;
    }

    private static Object valueOrGroup(Type type, Group group, int field, int index) {
        if (type.isPrimitive()) {
            return value(group, field, index);
        }
        Group value = group.getGroup(field, index);
        return type.getLogicalTypeAnnotation() == null ? row(type.asGroupType(), value) : list(value);
    }

    private static List<@Nullable Object> list(Group list) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            Group element = list.getGroup(0, i);
            elements.add(
                    element.getFieldRepetitionCount(0) == 0
                            ? null
                            : valueOrGroup(element.getType().getType(0), element, 0, 0));
        }
        return elements;
    }

    private static Object value(Group group, int field, int index) {
        PrimitiveTypeName type =
                group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName();
        return switch (type) {
            case BOOLEAN -> group.getBoolean(field, index) ? 1L : 0L;
            case INT32 -> (long) group.getInteger(field, index);
            case INT64 -> group.getLong(field, index);
            case FLOAT -> (double) group.getFloat(field, index);
            case DOUBLE -> group.getDouble(field, index);
            case BINARY -> ByteBuffer.wrap(group.getBinary(field, index).getBytes());
            case FIXED_LEN_BYTE_ARRAY -> sixteen(group.getBinary(field, index));
            case INT96 -> throw new AssertionError("not written");
        };
    }

    private static ByteBuffer sixteen(Binary binary) {
        byte[] bytes = binary.getBytes();
        byte[] padded = new byte[16];
        Arrays.fill(padded, (byte) (bytes[0] >> 7));
        System.arraycopy(bytes, 0, padded, 16 - bytes.length, bytes.length);
        return ByteBuffer.wrap(padded);
    }
}
