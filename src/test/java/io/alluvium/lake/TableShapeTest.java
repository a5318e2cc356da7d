package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class TableShapeTest {
    private static final StructType TABLE = StructType.fromDDL("id int, name string");

    @Test
    void everyColumnIsNullableAtEveryDepth() {
        StructType shape = TableShape.of(
                StructType.fromDDL("id int not null, at struct<x: int not null>, tags array<struct<y: int not null>>"),
                Map.of());
        assertThat(shape.sql()).isEqualTo("STRUCT<id: INT, at: STRUCT<x: INT>, tags: ARRAY<STRUCT<y: INT>>>");
    }

    @Test
    void whatAReaderHungOnAColumnIsLeftBehind() {
        StructField length = new StructField(
                "name",
                DataTypes.StringType,
                true,
                new MetadataBuilder()
                        .putString("__CHAR_VARCHAR_TYPE_STRING", "varchar(3)")
                        .build());
        assertThat(TableShape.of(new StructType(new StructField[] {length}), Map.of()))
                .isEqualTo(StructType.fromDDL("name string"));
    }

    @Test
    void newColumnsComeLastAndOldOnesKeepPlaceAndSpelling() {
        StructType merged = TableShape.merged(TABLE, StructType.fromDDL("extra date, NAME string"), Map.of());
        assertThat(merged).isEqualTo(StructType.fromDDL("id int, name string, extra date"));
    }

    @Test
    void commentsAreExactlyThoseOfTheCommit() {
        StructType commented = TableShape.merged(TABLE, TABLE, Map.of("ID", "the key", "name", "of whom"));
        assertThat(commented.apply("id").getComment().get()).isEqualTo("the key");
        assertThat(TableShape.merged(commented, TABLE, Map.of("name", "whose")).json())
                .isEqualTo(TABLE.json()
                        .replace(
                                "\"name\":\"name\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}",
                                "\"name\":\"name\",\"type\":\"string\",\"nullable\":true,"
                                        + "\"metadata\":{\"comment\":\"whose\"}"));
    }

    @Test
    void anotherTypeIsRefused() {
        assertThatThrownBy(() -> TableShape.merged(TABLE, StructType.fromDDL("id bigint"), Map.of()))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-9002: column id is INT in the table and BIGINT in the rows to write");
    }

    @Test
    void aColumnThatIsNullInEveryRowNeedsACast() {
        assertThatThrownBy(() -> TableShape.of(new StructType().add("x", DataTypes.NullType), Map.of()))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-2013: column x has no type");
    }
}
