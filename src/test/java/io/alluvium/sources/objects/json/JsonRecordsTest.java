package io.alluvium.sources.objects.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.json.JsonShape.Framing;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class JsonRecordsTest {
    private static final JsonShape ARRAY = new JsonShape(Framing.ARRAY, List.of(), TextFormat.USUAL);
    private static final JsonShape DOCUMENTS = new JsonShape(Framing.DOCUMENTS, List.of(), TextFormat.USUAL);

    private static JsonShape at(Framing framing, String... path) {
        return new JsonShape(framing, List.of(path), TextFormat.USUAL);
    }

    /** A price list of a land that writes 12,50; case 01. */
    @Test
    void aDecimalCommaIsNoDecimalUnlessTheTableSaysSo() {
        String prices = """
                {"sku":"A1","price":"12,50"}
                {"sku":"A2","price":12.5}
                {"sku":"A3","price":"1.234,56"}
                """;
        assertThat(ReadJson.lines("sku string, price decimal(12,2)", prices))
                .containsExactly(
                        "corrupt: price is no decimal(12,2), but with decimal_mark = \",\": {\"sku\":\"A1\",\"price\":\"12,50\"}",
                        "A2, 12.50",
                        "corrupt: price is no decimal(12,2), but with decimal_mark = \",\" and grouping = \".\": {\"sku\":\"A3\",\"price\":\"1.234,56\"}");
        TextFormat german = new TextFormat(',', '.', List.of(), List.of(), ZoneOffset.UTC);
        assertThat(ReadJson.of(
                        new JsonShape(Framing.LINES, List.of(), german), "sku string, price decimal(12,2)", prices))
                .containsExactly("A1, 12.50", "A2, 12.50", "A3, 1234.56");
    }

    /** Case 04. */
    @Test
    void keysFindTheirColumnsWhateverTheirCase() {
        assertThat(ReadJson.lines("id bigint, name string", "{\"ID\":5,\"NAME\":\"eve\"}\n{\"Name\":\"ann\",\"iD\":6}"))
                .containsExactly("5, eve", "6, ann");
    }

    @Test
    void aTableMayCallKeysByOtherNames() throws IOException {
        ColumnBatch batch = new ColumnBatch(StructType.fromDDL("order_id int, s struct<a: int>"), 10);
        String file = "{\"Order ID\":1,\"s\":{\"A\":2}}\n{\"Order-ID\":1,\"order id\":2}\n";
        try (JsonRecords records = JsonRecords.open(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                JsonShape.lines(),
                new RecordColumns(
                        batch.schema(), key -> key.replace(' ', '_').replace('-', '_'), ValueDecoder.Masks.NONE))) {
            assertThat(records.next(batch)).isEqualTo(Outcome.ROW);
            assertThat(batch.column(0).nulls() + batch.column(1).nulls()).isZero();
            batch.endRow();
            assertThat(records.next(batch)).isEqualTo(Outcome.CORRUPT);
            assertThat(records.corrupt().why()).isEqualTo("the key order_id twice");
        }
    }

    @Test
    void aKeyTwiceMakesAnObjectCorruptWhateverTheirCase() {
        assertThat(ReadJson.lines("id bigint", """
                {"id":1,"Id":2}
                {"id":1,"id":1}
                {"id":1,"v":"first","v":"second"}
                {"id":1,"\\u0069D":2}
                {"id":2,"v":1,"w":1}
                """))
                .containsExactly(
                        "corrupt: the key id twice: {\"id\":1,\"Id\":2}",
                        "corrupt: the key id twice: {\"id\":1,\"id\":1}",
                        "corrupt: a key twice: {\"id\":1,\"v\":\"first\",\"v\":\"second\"}",
                        "corrupt: the key id twice: {\"id\":1,\"\\u0069D\":2}",
                        "2");
    }

    /** Case 10. */
    @Test
    void whatIsNoStringArrivesInAColumnOfStringsAsItIsWritten() {
        assertThat(ReadJson.lines("id int, txt string", """
                {"id":1,"txt":1.10}
                {"id":2,"txt":12345678901234567890.123456789}
                {"id":3,"txt":1e5}
                {"id":4,"txt":{"b":1.10, "a":  [1,2], "c":"\\u00e9"}}
                {"id":5,"txt":"007"}
                {"id":6,"txt":007}
                {"id":7,"txt":true}
                {"id":8,"txt":-0}
                {"id":9,"txt":[ 1.0 ,"\u00e4" ]}
                {"id":10,"txt":""}
                {"id":11,"txt":null}
                {"id":12}
                """))
                .containsExactly(
                        "1, 1.10",
                        "2, 12345678901234567890.123456789",
                        "3, 1e5",
                        "4, {\"b\":1.10, \"a\":  [1,2], \"c\":\"\\u00e9\"}",
                        "5, 007",
                        "corrupt: no JSON: {\"id\":6,\"txt\":007}",
                        "7, true",
                        "8, -0",
                        "9, [ 1.0 ,\"\u00e4\" ]",
                        "10, ",
                        "11, null",
                        "12, null");
    }

    /** Case 10. */
    @Test
    void aLineIsOneObjectOrAListOfObjectsOrCorrupt() {
        assertThat(ReadJson.lines("id int", """
                {"id":1}
                null
                "text"
                5
                []
                {}

                \t \s
                [{"id":2},3]
                {"id":3} {"id":4}
                {"id":5},
                [{"id":6}, {"id":7}]
                [{"id":8}]]
                [{"id":"x"},{"id":9}]
                 {"id":10}\s
                [[{"id":11}]]
                {"id":12
                """))
                .containsExactly(
                        "1",
                        "corrupt: no object: null",
                        "corrupt: no object: \"text\"",
                        "corrupt: no object: 5",
                        "null",
                        "corrupt: a list of something else than objects: [{\"id\":2},3]",
                        "corrupt: text after the object: {\"id\":3} {\"id\":4}",
                        "corrupt: no JSON: {\"id\":5},",
                        "6",
                        "7",
                        "corrupt: no JSON: [{\"id\":8}]]",
                        "corrupt: id is no int: {\"id\":\"x\"}",
                        "9",
                        "10",
                        "corrupt: a list of something else than objects: [[{\"id\":11}]]",
                        "corrupt: no JSON: {\"id\":12");
    }

    /** What it has in common with an object is that a parser takes one for the other. */
    @Test
    void anObjectThatGoesOnInTheNextLineIsNoRowWhereverItIsBroken() {
        String object =
                "{|\"id\"|:|1|,|\"list\"|:|[|2|,|3|]|,|\"struct\"|:|{|\"a\"|:|\"b\"|}|,|\"other\"|:|[|{|}|,|null|]|}";
        String types = "id int, list array<int>, struct struct<a: string>";
        String whole = object.replace("|", "");
        assertThat(ReadJson.lines(types, object.replace("|", " \t ")).get(0)).doesNotStartWith("corrupt");
        for (int bar = object.indexOf('|'); bar >= 0; bar = object.indexOf('|', bar + 1)) {
            for (String end : List.of("\n", "\r\n", "\r", " \n ", "\r\r")) {
                String first = object.substring(0, bar).replace("|", "");
                String broken = first + end + object.substring(bar + 1).replace("|", "");
                assertThat(ReadJson.lines(types, whole + "\n" + broken + "\n" + whole))
                        .as(broken)
                        .hasSizeGreaterThanOrEqualTo(4)
                        .startsWith(ReadJson.lines(types, whole).get(0))
                        .contains("corrupt: no JSON: " + first + (end.startsWith(" ") ? " " : ""));
            }
        }
    }

    @Test
    void linesEndWithLineFeedOrCarriageReturnOrBoth() {
        assertThat(ReadJson.lines("id int", "\ufeff{\"id\":1}\r\n{\"id\":2}\r{\"id\":3}\n\n\r\r\n{\"id\":4}"))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    void numbersAreHeldExactlyOrNotAtAll() {
        assertThat(ReadJson.lines("d decimal(10,2), x double, i bigint, f float, b boolean", """
                {"d":1.10,"x":0.1,"i":9007199254740993,"f":0.1,"b":true}
                {"d":1.105}
                {"x":1e400}
                {"x":9007199254740993}
                {"i":9223372036854775808}
                {"i":1.0,"d":"7.5","x":"1.5","b":"false"}
                {"b":1}
                {"b":"yes"}
                {"i":true}
                {"i":""}
                {"i":[1]}
                {"x":{"a":1}}
                {"x":NaN}
                """))
                .containsExactly(
                        "1.10, 0.1, 9007199254740993, 0.1, true",
                        "corrupt: d is no decimal(10,2): {\"d\":1.105}",
                        "corrupt: x is no double: {\"x\":1e400}",
                        "corrupt: x is no double: {\"x\":9007199254740993}",
                        "corrupt: i is no bigint: {\"i\":9223372036854775808}",
                        "7.50, 1.5, 1, null, false",
                        "corrupt: b is no boolean: {\"b\":1}",
                        "corrupt: b is no boolean: {\"b\":\"yes\"}",
                        "corrupt: i is no bigint: {\"i\":true}",
                        "corrupt: i is no bigint: {\"i\":\"\"}",
                        "corrupt: i is no bigint: {\"i\":[1]}",
                        "corrupt: x is no double: {\"x\":{\"a\":1}}",
                        "corrupt: no JSON: {\"x\":NaN}");
    }

    @Test
    void stringsHaveTheirEscapesResolvedAndHalvesOfPairsAreCorrupt() {
        assertThat(ReadJson.lines("t string, n int", """
                {"t":"\\ud83d\\ude00 \\u00e9 \\"\\/\\b\\n","n":1}
                {"n":2,"t":"\\ud83d"}
                {"n":3,"t":"\\ude00\\ud83d"}
                {"n":4,"t":"\ud83d\ude00\\u0000"}
                {"n":5,"x":"\\ud83d"}
                {"n":7,"\\ud83d\\ude00":1,"\ud83d\ude01":2,"\\u00e9":3}
                {"n":8,"\\ud83d\\ude00":1,"\ud83d\ude00":2}
                """))
                .containsExactly(
                        "\ud83d\ude00 \u00e9 \"/\b\n, 1",
                        "corrupt: t has half of a surrogate pair: {\"n\":2,\"t\":\"\\ud83d\"}",
                        "corrupt: t has half of a surrogate pair: {\"n\":3,\"t\":\"\\ude00\\ud83d\"}",
                        "\ud83d\ude00\0, 4",
                        "null, 5",
                        "null, 7",
                        "corrupt: a key twice: {\"n\":8,\"\\ud83d\\ude00\":1,\"\ud83d\ude00\":2}");
        // Some versions of Jackson take such a key, others do not.
        assertThat(ReadJson.lines("n int", "{\"n\":6,\"\\ud83d\":1}\n{\"n\":9,\"\\ude00\\ud83d\":1}"))
                .hasSize(2)
                .allMatch(row -> row.startsWith("corrupt: "));
    }

    @Test
    void bytesThatAreNoUtf8MakeTheirLineCorrupt() {
        // A lone byte, an overlong NUL, half a pair as CESU-8 has it, UTF-16.
        for (String bad : List.of("\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080")) {
            byte[] file =
                    ("{\"t\":\"a\"}\n{\"t\":\"" + bad + "\"}\n{\"t\":\"b\"}\n").getBytes(StandardCharsets.ISO_8859_1);
            for (JsonShape shape : List.of(JsonShape.lines(), DOCUMENTS)) {
                List<String> found = ReadJson.of(shape, StructType.fromDDL("t string"), file);
                assertThat(found).hasSize(3).startsWith("a").endsWith("b");
                assertThat(found.get(1)).startsWith("corrupt: not UTF-8: ");
            }
        }
        assertThat(ReadJson.of(
                        JsonShape.lines(),
                        StructType.fromDDL("t string"),
                        "{\"t\":\"a\"}".getBytes(StandardCharsets.UTF_16LE)))
                .hasSize(1)
                .allMatch(found -> found.startsWith("corrupt: not UTF-8"));
        assertThat(ReadJson.of(
                        JsonShape.lines(), StructType.fromDDL("t string"), new byte[] {(byte) 0xFF, '\n', '{', '}'}))
                .containsExactly("corrupt: no object: \ufffd", "null");
    }

    @Test
    void listsHoldTheirElementsAndAreTakenBackWhole() {
        assertThat(ReadJson.lines("l array<bigint>, n int, t array<string>", """
                {"l":[1,null,3],"n":1,"t":["a",1.10,{"b":[ ]}]}
                {"l":[1,"x"],"n":2}
                {"l":[],"n":3,"t":null}
                {"l":[4],"n":"x"}
                {"l":[5,6
                {"l":7}
                {"l":[8]}
                """))
                .containsExactly(
                        "[1, null, 3], 1, [a, 1.10, {\"b\":[ ]}]",
                        "corrupt: l is no bigint: {\"l\":[1,\"x\"],\"n\":2}",
                        "[], 3, null",
                        "corrupt: n is no int: {\"l\":[4],\"n\":\"x\"}",
                        "corrupt: no JSON: {\"l\":[5,6",
                        "corrupt: l is no list: {\"l\":7}",
                        "[8], null, null");
    }

    @Test
    void structsHoldTheirFieldsAtAnyDepthAndAreTakenBackWhole() {
        assertThat(ReadJson.lines(
                        "s struct<a: int, t: string, l: array<struct<k: decimal(5,2), n: array<array<int>>>>>, n int",
                        """
                {"s":{"A":1,"t":{"x":1.10},"l":[{"k":1.5},{"N":[[1,2],[],null]},null]},"n":1}
                {"s":{},"n":2}
                {"s":null,"n":3}
                {"s":{"t":"a","l":[{"k":2},{"k":"x"}]}}
                {"s":{"a":1,"A":2}}
                {"s":{"l":[{"k":1,"n":[[1],[7]
                {"s":{"l":[{"k":3,"z":{"k":[1]}}],"a":4},"n":"x"}
                {"s":[]}
                {"n":5,"s":{"l":[{"n":[[6]]}]}}
                """))
                .containsExactly(
                        "{1, {\"x\":1.10}, [{1.50, null}, {null, [[1, 2], [], null]}, null]}, 1",
                        "{null, null, null}, 2",
                        "null, 3",
                        "corrupt: s.l.k is no decimal(5,2): {\"s\":{\"t\":\"a\",\"l\":[{\"k\":2},{\"k\":\"x\"}]}}",
                        "corrupt: the key a twice: {\"s\":{\"a\":1,\"A\":2}}",
                        "corrupt: no JSON: {\"s\":{\"l\":[{\"k\":1,\"n\":[[1],[7]",
                        "corrupt: n is no int: {\"s\":{\"l\":[{\"k\":3,\"z\":{\"k\":[1]}}],\"a\":4},\"n\":\"x\"}",
                        "corrupt: s is no object: {\"s\":[]}",
                        "{null, null, [{null, [[6]]}]}, 5");
    }

    @Test
    void aListOfObjectsIsReadToItsEnd() {
        assertThat(ReadJson.of(ARRAY, "id int, x int", """
                [
                  {
                    "id": 1,
                    "x": 2
                  },
                  {"id": "a, ]} \\\\\\" {"},
                  7, "s", null, [{"id":9}],
                  {"x":3,"id":2}
                ]
                """))
                .containsExactly(
                        "1, 2",
                        "corrupt: id is no int: {\"id\": \"a, ]} \\\\\\\" {\"}",
                        "corrupt: no object: 7",
                        "corrupt: no object: \"s\"",
                        "corrupt: no object: null",
                        "corrupt: no object: [{\"id\":9}]",
                        "2, 3");
        assertThat(ReadJson.of(ARRAY, "id int", "[]")).isEmpty();
        assertThat(ReadJson.of(ARRAY, "id int", " \n")).isEmpty();
    }

    @Test
    void aListThatCannotBeParsedOnCostsItsRest() {
        String row = "[{\"id\":1},";
        assertThat(ReadJson.of(ARRAY, "id int", row + "{\"id\":02},{\"id\":3}]"))
                .containsExactly("1", "corrupt: no JSON: {\"id\":02},{\"id\":3}]");
        assertThat(ReadJson.of(ARRAY, "id int", row + "{\"id\":\"},{\"id\":3}]"))
                .containsExactly("1", "corrupt: no JSON: {\"id\":\"},{\"id\":3}]");
        assertThat(ReadJson.of(ARRAY, "id int", row + "{\"id\":\"x\", 7},{\"id\":3}]"))
                .containsExactly("1", "corrupt: no JSON: {\"id\":\"x\", 7},{\"id\":3}]");
        assertThat(ReadJson.of(ARRAY, "id int", row + "{\"id\":2}"))
                .containsExactly("1", "2", "corrupt: a list that does not end: ");
        assertThat(ReadJson.of(ARRAY, "id int", row)).containsExactly("1", "corrupt: a list that does not end: ");
        assertThat(ReadJson.of(ARRAY, "id int", row + "]")).containsExactly("1", "corrupt: no JSON: ]");
        assertThat(ReadJson.of(ARRAY, "id int", row + ",{\"id\":3}]"))
                .containsExactly("1", "corrupt: no JSON: ,{\"id\":3}]");
        assertThat(ReadJson.of(ARRAY, "id int", row + "x,{\"id\":3}]"))
                .containsExactly("1", "corrupt: no JSON: x,{\"id\":3}]");
        assertThat(ReadJson.of(ARRAY, "id int", "[{\"id\":1}] {\"id\":2}"))
                .containsExactly("1", "corrupt: text after the list: {\"id\":2}");
        assertThat(ReadJson.of(ARRAY, "id int", "{\"id\":1}\n")).containsExactly("corrupt: no list: {\"id\":1}\n");
    }

    @Test
    void documentsFollowEachOtherOnAnyNumberOfLines() {
        assertThat(ReadJson.of(
                        DOCUMENTS, "id int", "{\n \"id\": 1\n}\n{\"id\":2}{\"id\":3}\n\n{\"id\":\"x\"} 5 {\"id\":4}"))
                .containsExactly("1", "2", "3", "corrupt: id is no int: {\"id\":\"x\"}", "corrupt: no object: 5", "4");
        assertThat(ReadJson.of(DOCUMENTS, "id int", "{\"id\":1},{\"id\":2}"))
                .containsExactly("1", "corrupt: no JSON: ,{\"id\":2}");
        assertThat(ReadJson.of(DOCUMENTS, "id int", "{\"id\":1}\n{\"id\":2\n"))
                .containsExactly("1", "corrupt: no JSON: {\"id\":2\n");
    }

    @Test
    void recordsLieAtThePathOfEachDocument() {
        String pages = """
                {"meta":{"items":[{"id":9}],"n":"]"},"data":{"next":null,"items":[{"id":1},{"id":2}],"z":[1,2]},"e":{}}
                {"data":{"items":[]}} {"data":{"items":null}}
                {"error":"limit"}
                {"Data":{"\\u0049tems":[{"id":3},4,{"id":"x"}]}}
                {"data":[{"items":[{"id":5}]}]}
                """;
        assertThat(ReadJson.of(at(Framing.DOCUMENTS, "data", "items"), "id int", pages))
                .containsExactly(
                        "1",
                        "2",
                        "corrupt: no list at the path: {\"error\":\"limit\"}",
                        "3",
                        "corrupt: no object: 4",
                        "corrupt: id is no int: {\"id\":\"x\"}",
                        "corrupt: no list at the path: {\"data\":[{\"items\":[{\"id\":5}]}]}");
        assertThat(ReadJson.of(at(Framing.LINES, "data", "items"), "id int", pages))
                .containsExactly(
                        "1",
                        "2",
                        "corrupt: no JSON: {\"data\":{\"items\":[]}} {\"data\":{\"items\":null}}",
                        "corrupt: no list at the path: {\"error\":\"limit\"}",
                        "corrupt: a list of something else than objects: {\"Data\":{\"\\u0049tems\":[{\"id\":3},4,{\"id\":\"x\"}]}}",
                        "corrupt: no list at the path: {\"data\":[{\"items\":[{\"id\":5}]}]}");
        assertThat(ReadJson.of(
                        at(Framing.ARRAY, "items"), "id int", "[{\"items\":[{\"id\":1}]},{\"items\":[{\"id\":2}]}]"))
                .containsExactly("1", "2");
        assertThat(ReadJson.of(at(Framing.DOCUMENTS, "items"), "id int", "{\"items\":[{\"id\":1},{\"id\":2"))
                .containsExactly("1", "corrupt: no JSON: {\"id\":2");
    }

    @Test
    void aRecordIsFoundAgainAtItsPosition() throws IOException {
        assertThat(positions(
                        JsonShape.lines(),
                        "\ufeff{\"id\":1}\r\n\r\n{\"id\":\"\u00e9\"}\n  [{\"id\":2}, {\"id\":3}]\nx"))
                .containsExactly(3L, 15L, 30L, 40L, 50L);
        assertThat(positions(ARRAY, " [ {\"id\":1},\n{\"id\":2},x]")).containsExactly(3L, 13L, 22L);
        assertThat(positions(at(Framing.DOCUMENTS, "a"), "{\"b\":1,\"a\":[{\"id\":1}, {}]}{}"))
                .containsExactly(12L, 22L, 26L);
    }

    private static List<Long> positions(JsonShape shape, String text) throws IOException {
        List<Long> found = new ArrayList<>();
        ColumnBatch batch = new ColumnBatch(StructType.fromDDL("id int"), 100);
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        try (JsonRecords records = JsonRecords.open(in, shape, ReadJson.plain(batch.schema()))) {
            for (Outcome outcome = records.next(batch); outcome != Outcome.END; outcome = records.next(batch)) {
                found.add(records.position());
                if (outcome == Outcome.ROW) {
                    batch.endRow();
                    assertThatThrownBy(records::corrupt).isInstanceOf(IllegalStateException.class);
                }
            }
        }
        return found;
    }

    /** However long it is, no more of it is kept. */
    @Test
    void aRecordLargerThanMemoryIsCorruptWithItsLengthAndDigest() throws IOException {
        long length = 40L << 20;
        for (JsonShape shape : List.of(JsonShape.lines(), ARRAY, at(Framing.DOCUMENTS, "items"))) {
            String before = shape.framing() == Framing.ARRAY ? "[" : "";
            String between = shape.framing() == Framing.ARRAY ? "," : "\n";
            String last = shape.path().isEmpty() ? "{\"id\":7}" : "{\"items\":[{\"id\":7}]}";
            InputStream in = new LongText(before + "{\"t\":\"", length, "\"}" + between + last);
            ColumnBatch batch = new ColumnBatch(StructType.fromDDL("id int"), 10);
            try (JsonRecords records = JsonRecords.open(in, shape, ReadJson.plain(batch.schema()))) {
                assertThat(records.next(batch)).isEqualTo(Outcome.CORRUPT);
                CorruptText text = records.corrupt();
                assertThat(text.length()).isEqualTo(length + "{\"t\":\"\"}".length());
                assertThat(text.bytes()).hasSize(CorruptText.MOST_BYTES).startsWith('{', '"', 't', '"');
                assertThat(text.sha256())
                        .hasValueSatisfying(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
                assertThat(records.position()).isEqualTo(before.length());
                assertThat(records.next(batch)).isEqualTo(Outcome.ROW);
            }
        }
    }

    @Test
    void objectsNestedWithoutEndAreCorrupt() {
        String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
        for (String columns : List.of("a string", "id int", "a array<int>")) {
            assertThat(ReadJson.lines(columns, deep + "\n{\"id\":1}"))
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("corrupt: ");
        }
        assertThat(ReadJson.lines("id int", "[".repeat(100_000))).hasSize(1);
        assertThat(ReadJson.of(ARRAY, "id int", "[" + deep + ",{\"id\":1}]"))
                .hasSize(2)
                .last()
                .isEqualTo("1");
    }

    @Test
    void keysThatAreDataDoNotFillMemory() {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 12_000; i++) {
            file.append("{\"k").append(i).append("\":1,\"id\":").append(i).append("}\n");
        }
        assertThat(ReadJson.lines("id int", file.toString())).hasSize(12_000).endsWith("11999");
    }

    /** Text that is made as it is read. */
    private static final class LongText extends InputStream {
        private final byte[] head;
        private final byte[] tail;
        private final long middle;
        private long at;

        LongText(String head, long middle, String tail) {
            this.head = head.getBytes(StandardCharsets.UTF_8);
            this.middle = middle;
            this.tail = tail.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read() {
            long place = at++;
            if (place < head.length) {
                return head[(int) place];
            }
            if (place < head.length + middle) {
                return 'x';
            }
            long rest = place - head.length - middle;
            return rest < tail.length ? tail[(int) rest] : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = 0;
            while (count < length) {
                int next = read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                into[offset + count++] = (byte) next;
            }
            return count;
        }
    }
}
