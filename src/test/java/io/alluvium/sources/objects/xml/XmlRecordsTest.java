package io.alluvium.sources.objects.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.BatchText;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Elements arrive exactly, or are called corrupt with their own text. */
class XmlRecordsTest {
    private static RecordColumns into(StructType columns) {
        return new RecordColumns(columns, UnaryOperator.identity(), ValueDecoder.Masks.NONE);
    }

    private static final XmlShape ORDERS = new XmlShape("order", TextFormat.USUAL);

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(String schema, String text) throws IOException {
        return read(schema, bytes(text));
    }

    /** Rows as text; what is corrupt with its position, its text and why. */
    private static List<String> read(String schema, InputStream in) throws IOException {
        StructType columns = StructType.fromDDL(schema);
        ColumnBatch batch = new ColumnBatch(columns, 1_000);
        List<String> found = new ArrayList<>();
        try (XmlRecords records = XmlRecords.open(in, ORDERS, into(columns))) {
            for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
                if (next == Outcome.ROW) {
                    batch.endRow();
                    found.add(BatchText.row(batch, columns));
                } else {
                    found.add(records.position() + " "
                            + new String(records.corrupt().bytes(), StandardCharsets.UTF_8) + " "
                            + records.corrupt().why());
                }
            }
        }
        return found;
    }

    private static String inferred(String... texts) throws IOException {
        XmlInference inference = new XmlInference(ORDERS);
        for (String text : texts) {
            inference.add(bytes(text));
        }
        assertThat(inference.refusal()).isEmpty();
        return inference.columns().simpleString();
    }

    @Test
    void elementsAndAttributesAreColumns() throws IOException {
        String text = "<?xml version='1.0'?>\n<!-- all -->\n<orders><order id='7'><name>\u00c4nne &amp; B&#246;b</name>"
                + "<price>1.10</price><day>2026-01-31</day></order>\n<order><name><![CDATA[<b> & ]]>x</name><other/>"
                + "</order><order/></orders>\n";
        assertThat(read("_id int, NAME string, price decimal(5,2), day date", text))
                .containsExactly(
                        "7, \u00c4nne & B\u00f6b, 1.10, 20484", "null, <b> & x, null, null", "null, null, null, null");
    }

    @Test
    void nestedElementsAreStructsAndRepeatedOnesLists() throws IOException {
        String text = "<orders><order><line no='1'><sku>a</sku></line><tag>x</tag><line no='2'/><tag>y</tag>"
                + "<buyer><name>N</name></buyer></order><order><tag>z</tag></order></orders>";
        assertThat(read(
                        "line array<struct<_no: int, sku: string>>, tag array<string>, buyer struct<name: string, age: int>",
                        text))
                .containsExactly("[{1, a}, {2, null}], [x, y], {N, null}", "null, [z], null");
        assertThat(inferred(text))
                .isEqualTo(
                        "struct<line:array<struct<_no:string,sku:string>>,tag:array<string>,buyer:struct<name:string>>");
    }

    @Test
    void textOfAnElementWithAttributesHasANameOfItsOwn() throws IOException {
        String text = "<o><order><price currency='EUR'>5</price></order><order><price>6</price></order></o>";
        assertThat(inferred(text)).isEqualTo("struct<price:struct<_currency:string,_VALUE:string>>");
        assertThat(read("price struct<_currency: string, _VALUE: int>", text)).containsExactly("{EUR, 5}", "{null, 6}");
        assertThat(read("price int", text)).containsExactly("5", "6");
        assertThat(read("_VALUE string", "<order>a<!-- c -->b</order>")).containsExactly("ab");
    }

    @Test
    void whatIsMissingEmptyOrNilIsToldApart() throws IOException {
        String text = "<o xmlns:xsi='x'><order><a/><b/></order><order><a xsi:nil='true'/><b> 1 </b></order>"
                + "<order><a> x </a></order></o>";
        assertThat(read("a string, b int", text)).containsExactly(", null", "null, 1", " x , null");
    }

    @Test
    void anElementThatDoesNotFitCostsItsRecordAlone() throws IOException {
        assertThat(read(
                        "a int",
                        "<o><order><a>1.5</a></order><order><a>1</a><a>2</a></order><order><a><b/></a></order>"
                                + "<order>x<a>1</a></order><order><a>A & B</a></order><order><a>1</order>"
                                + "<order><a>&nbsp;</a></order><order a='1' a='2'/><order><a>3</a></order></o>"))
                .containsExactly(
                        "3 <order><a>1.5</a></order> a is no int",
                        "28 <order><a>1</a><a>2</a></order> a twice",
                        "59 <order><a><b/></a></order> a has elements in it",
                        "85 <order>x<a>1</a></order> text between the elements",
                        "109 <order><a>A & B</a></order> no XML",
                        "136 <order><a>1</order> no XML",
                        "155 <order><a>&nbsp;</a></order> no XML",
                        "183 <order a='1' a='2'/> no XML",
                        "3");
        assertThat(read("a struct<b: int>", "<order><a>lost</a></order>"))
                .containsExactly("0 <order><a>lost</a></order> text and no elements of a");
    }

    @Test
    void namesKeepTheirPrefixes() throws IOException {
        String text = "<o xmlns='u:a' xmlns:p='u:b'><order xmlns:q='u:c' q:k='1'><p:a>1</p:a><a>2</a></order></o>";
        assertThat(inferred(text)).isEqualTo("struct<_q:k:string,p:a:string,a:string>");
        assertThat(read("`p:a` int, a int, `_q:k` int", text)).containsExactly("1, 2, 1");
        XmlShape prefixed = new XmlShape("p:order", TextFormat.USUAL);
        try (XmlRecords records =
                XmlRecords.open(bytes("<o><order/></o>"), prefixed, into(StructType.fromDDL("a int")))) {
            ColumnBatch batch = new ColumnBatch(StructType.fromDDL("a int"), 1);
            assertThatThrownBy(() -> records.next(batch))
                    .isInstanceOf(BrokenXmlException.class)
                    .hasMessage("it has no <p:order>, but <order>");
        }
    }

    @Test
    void documentsCannotReadOthersOrGrow() {
        String read = "<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><o><order><a>&x;</a></order></o>";
        String laughs = "<!DOCTYPE o [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><o><order><a>&b;</a></order></o>";
        for (String text : List.of(read, laughs)) {
            assertThatThrownBy(() -> read("a string", text))
                    .isInstanceOf(BrokenXmlException.class)
                    .hasMessageStartingWith("it has a document type (<!DOCTYPE)");
            assertThatThrownBy(() -> inferred(text)).isInstanceOf(BrokenXmlException.class);
        }
        assertThatThrownBy(() -> read("a string", "<o><!DOCTYPE o></o>")).isInstanceOf(BrokenXmlException.class);
    }

    @Test
    void entitiesWithinARecordAreNobodys() throws IOException {
        assertThat(read(
                        "a string, _b string",
                        "<o><order b='&x;'/><order><a>&x;</a></order><order><!DOCTYPE o></order></o>"))
                .hasSize(3)
                .allMatch(row -> row.endsWith(" no XML"));
    }

    @Test
    void depthIsBounded() throws IOException {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);
        assertThat(read("b int", "<o><order>" + deep + "</order><order><b>1</b></order></o>"))
                .hasSize(2)
                .satisfies(rows -> assertThat(rows.get(0)).endsWith(" nested more than 500 deep"))
                .satisfies(rows -> assertThat(rows.get(1)).isEqualTo("1"));
        assertThat(read("b int", deep)).hasSize(1).allMatch(row -> row.endsWith(" nested more than 500 deep"));
        XmlInference inference = new XmlInference(ORDERS);
        inference.add(bytes("<order>" + "<a>".repeat(40) + "</a>".repeat(40) + "</order>"));
        assertThat(inference.refusal()).contains("elements nested more than 32 deep");
    }

    @Test
    void whatIsCutOffIsNeverPassedOver() throws IOException {
        String text = "<o>\n <order><a>1</a></order>\n <x><order><a>2</a></order></x>\n</o>";
        assertThat(read("a int", text)).containsExactly("1", "2");
        for (int length = 1; length < text.length(); length++) {
            List<String> found = read("a int", text.substring(0, length));
            assertThat(found.get(found.size() - 1)).as("%s", length).doesNotMatch("[0-9]+");
        }
        assertThat(read("a int", "id,name\n1,2\n")).containsExactly("0 id,name\n1,2\n text outside of all elements");
        assertThat(read("a int", "<o><order/></p>")).hasSize(2);
    }

    @Test
    void recordsHaveALimit() throws IOException {
        StructType columns = StructType.fromDDL("a string");
        ColumnBatch batch = new ColumnBatch(columns, 10);
        String text = "<o><order><a>" + "x".repeat(200) + "</a></order><order><a>y</a></order></o>";
        try (XmlRecords records = XmlRecords.open(bytes(text), ORDERS, into(columns), 64)) {
            assertThat(records.next(batch)).isEqualTo(Outcome.CORRUPT);
            assertThat(records.corrupt().why()).isEqualTo("a record of more than 32 MiB");
            assertThat(records.corrupt().length()).isEqualTo(222);
            assertThat(records.next(batch)).isEqualTo(Outcome.ROW);
            assertThat(records.position()).isEqualTo(225);
            assertThat(records.next(batch)).isEqualTo(Outcome.END);
        }
    }

    @Test
    void documentsSayTheirEncoding() {
        assertThat(XmlEncoding.of("<o/>".getBytes(StandardCharsets.UTF_8))).isEqualTo("UTF-8");
        assertThat(XmlEncoding.of("<?xml version=\"1.0\" encoding='ISO-8859-15' ?>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ISO-8859-15");
        assertThat(XmlEncoding.of("<o a='encoding=\"x\"'/>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("UTF-8");
        assertThat(XmlEncoding.of("<o/>".getBytes(StandardCharsets.UTF_16))).isEqualTo("UTF-16");
        assertThat(XmlEncoding.of("<o/>".getBytes(StandardCharsets.UTF_16LE))).isEqualTo("UTF-16LE");
        assertThat(XmlEncoding.of("<o/>".getBytes(StandardCharsets.UTF_16BE))).isEqualTo("UTF-16BE");
    }
}
