package io.alluvium.sources.objects.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.sources.objects.json.JsonShape.Framing;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class JsonInferenceTest {
    private static JsonInference of(JsonShape shape, String... files) throws IOException {
        JsonInference inference = new JsonInference(shape);
        for (String file : files) {
            inference.add(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
        }
        return inference;
    }

    private static String columns(String... files) throws IOException {
        return of(JsonShape.lines(), files).columns().toDDL();
    }

    private static String type(String... values) throws IOException {
        StringBuilder file = new StringBuilder();
        for (String value : values) {
            file.append("{\"x\":").append(value).append("}\n");
        }
        return of(JsonShape.lines(), file.toString())
                .columns()
                .apply("x")
                .dataType()
                .sql();
    }

    /** Case 10. */
    @Test
    void noDigitOfAnyNumberIsLost() throws IOException {
        String numbers = """
                {"id":1,"amount":1234567890123456789.12,"rate":0.1,"big":12345678901234567890,\
                "huge":123456789012345678901234567890123456789012345,"price":10,"mixed":1,"nul":null,"flag":true}
                {"id":2,"amount":1.10,"rate":0.30000000000000004,"big":1,"huge":1,"price":9.99,"mixed":"x","flag":"yes"}
                {"id":3,"amount":2.675,"rate":1e400,"big":2,"huge":2,"price":9007199254740993,"mixed":1.10,"flag":null}
                """;
        StructType columns = of(JsonShape.lines(), numbers).columns();
        assertThat(columns.simpleString())
                .isEqualTo("struct<id:bigint,amount:decimal(38,3),rate:string,big:decimal(38,0),huge:string,"
                        + "price:decimal(38,2),mixed:string,nul:string,flag:string>");
        assertThat(ReadJson.of(JsonShape.lines(), columns, numbers.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        "1, 1234567890123456789.120, 0.1, 12345678901234567890,"
                                + " 123456789012345678901234567890123456789012345, 10.00, 1, null, true",
                        "2, 1.100, 0.30000000000000004, 1, 1, 9.99, x, null, yes",
                        "3, 2.675, 1e400, 2, 2, 9007199254740993.00, 1.10, null, null");
    }

    @Test
    void numbersHaveTheNarrowestTypeThatHoldsThemAll() throws IOException {
        assertThat(type("1", "-9223372036854775808", "9223372036854775807")).isEqualTo("BIGINT");
        assertThat(type("9223372036854775808")).isEqualTo("DECIMAL(38,0)");
        assertThat(type("9".repeat(38))).isEqualTo("DECIMAL(38,0)");
        assertThat(type("1" + "0".repeat(38))).isEqualTo("STRING");
        assertThat(type("1.0")).isEqualTo("DOUBLE");
        assertThat(type("1", "1.5")).isEqualTo("DOUBLE");
        assertThat(type("1e300", "12.50")).isEqualTo("DOUBLE");
        assertThat(type("12.50", "9007199254740993")).isEqualTo("DECIMAL(38,2)");
        assertThat(type("12.50", "9007199254740993e0")).isEqualTo("DECIMAL(38,2)");
        assertThat(type("1.5" + "0".repeat(37), "9007199254740993")).isEqualTo("DECIMAL(38,1)");
        assertThat(type("1e5", "9007199254740993")).isEqualTo("STRING");
        assertThat(type("1e-3", "9007199254740993")).isEqualTo("DECIMAL(38,3)");
        assertThat(type("1e400")).isEqualTo("STRING");
        assertThat(type("1e-400")).isEqualTo("STRING");
        assertThat(type("0.00000000000000000001234567890123456789")).isEqualTo("DECIMAL(38,38)");
        assertThat(type("0.00000000000000000001234567890123456789", "1.5")).isEqualTo("STRING");
        assertThat(type("0e999999999999", "1")).isEqualTo("DOUBLE");
    }

    @Test
    void valuesOfSeveralKindsAreText() throws IOException {
        assertThat(type("true", "null", "false")).isEqualTo("BOOLEAN");
        assertThat(type("true", "1")).isEqualTo("STRING");
        assertThat(type("\"2024-01-01\"")).isEqualTo("STRING");
        assertThat(type("null")).isEqualTo("STRING");
        assertThat(type("{}", "{}")).isEqualTo("STRING");
        assertThat(type("{\"a\":1}", "[]")).isEqualTo("STRING");
        assertThat(type("{\"a\":1}", "null", "{\"b\":1.5}")).isEqualTo("STRUCT<a: BIGINT, b: DOUBLE>");
        assertThat(type("[]", "[1,null]", "[1.5]")).isEqualTo("ARRAY<DOUBLE>");
        assertThat(type("[]")).isEqualTo("ARRAY<STRING>");
        assertThat(type("[1,\"a\"]")).isEqualTo("ARRAY<STRING>");
        assertThat(type("[[{\"a\":[true]}],[]]")).isEqualTo("ARRAY<ARRAY<STRUCT<a: ARRAY<BOOLEAN>>>>");
    }

    /** Case 04. */
    @Test
    void keysOfOtherCaseAreTheSameColumn() throws IOException {
        assertThat(columns(
                        "{\"id\":1,\"addr\":{\"zip\":\"01067\"}}",
                        "{\"Name\":\"x\",\"Id\":2.5,\"ADDR\":{\"ZIP\":\"1\",\"City\":\"c\"}}"))
                .isEqualTo("id DOUBLE,addr STRUCT<zip: STRING, City: STRING>,Name STRING");
    }

    @Test
    void aKeyTwiceInOneObjectIsTold() throws IOException {
        JsonInference twice = of(JsonShape.lines(), "{\"id\":1,\"x\":[{\"a\":1}]}\n{\"id\":\"a\",\"Id\":2}\n");
        assertThat(twice.twice()).contains("Id");
        assertThat(twice.columns().toDDL()).isEqualTo("id BIGINT,x ARRAY<STRUCT<a: BIGINT>>");
        assertThat(of(JsonShape.lines(), "{\"s\":[{\"v\":1,\"v\":1}]}").twice()).contains("v");
        assertThat(of(JsonShape.lines(), "{\"s\":{\"v\":1},\"v\":[{\"v\":1},{\"v\":1}]}")
                        .twice())
                .isEmpty();
    }

    @Test
    void whatIsNoRecordHasNoSay() throws IOException {
        assertThat(
                        columns(
                                "{\"x\":1}\n{\"x\":\"a\"\n{\"x\":\"a\"},\n\"x\"\n{\"x\":\"\\ud83d\"} 1\n[{\"x\":2},{\"y\":true}]\n"))
                .isEqualTo("x BIGINT,y BOOLEAN");
        JsonShape array = new JsonShape(Framing.ARRAY, List.of(), TextFormat.USUAL);
        assertThat(of(array, "[{\"x\":1},5,{\"y\":01},{\"x\":\"a\"}]").columns().toDDL())
                .isEqualTo("x BIGINT");
        JsonShape page = new JsonShape(Framing.DOCUMENTS, List.of("items"), TextFormat.USUAL);
        assertThat(of(page, "{\"n\":1,\"items\":[{\"x\":1}]}\n{\"items\":[{\"x\":2.5}]}")
                        .columns()
                        .toDDL())
                .isEqualTo("x DOUBLE");
        assertThat(of(array, "").columns()).isEqualTo(new StructType());
    }

    @Test
    void objectsTooDeepOrTooWideAreText() throws IOException {
        String deep = "{\"a\":".repeat(100) + "1.10" + "}".repeat(100);
        StructType columns = of(JsonShape.lines(), deep).columns();
        assertThat(ReadJson.of(JsonShape.lines(), columns, deep.getBytes(StandardCharsets.UTF_8)))
                .hasSize(1)
                .allMatch(row -> row.contains("1.10"));
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            wide.append("{\"byId\":{\"").append(i).append("\":1.10}}\n");
        }
        assertThat(of(JsonShape.lines(), wide.toString()).columns())
                .isEqualTo(new StructType().add("byId", DataTypes.StringType));
    }

    @Test
    void keysThatAreDataAreRefused() throws IOException {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            file.append("{\"").append(i).append("\":true}\n");
        }
        assertThat(of(JsonShape.lines(), file.toString()).refusal()).contains("more than 10000 different keys");
    }
}
