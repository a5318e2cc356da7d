package io.alluvium.sources.objects.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.common.TextParsingException;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.spark.SparkRuntimeException;
import org.junit.jupiter.api.Test;

/** Files made by chance, whole and damaged, against a reader that shares nothing with ours. */
class CsvFuzzTest {
    private static final int FILES = Integer.getInteger("alluvium.fuzz.files", 10_000);
    private static final long SEED = Long.getLong("alluvium.fuzz.seed", 1515);

    /** Spark's reader is the slowest of them. */
    private static final int FOR_SPARK = 4_000;

    /** Spark writes all the digits of such numbers down before it finds that they are too many, for minutes. */
    private static final Pattern ENDLESS = Pattern.compile("[eE][+-]?\\d{5}");

    @Test
    void everyFileIsReadAsThePlainestReaderReadsIt() {
        Random random = new Random(SEED);
        int rows = 0;
        int corrupt = 0;
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            CsvSample sample = CsvSamples.next(random);
            Optional<List<PlainCsvRow>> wanted = PlainCsvRow.of(sample);
            Optional<List<String>> found = ReadCsv.of(sample);
            if (found.isEmpty() && PlainCsvRow.hasHeaderThatMayBeLong(sample)) {
                continue;
            }
            assertThat(found.map(List::size)).as("file %d, %s", i, sample).isEqualTo(wanted.map(List::size));
            if (wanted.stream().flatMap(List::stream).noneMatch(PlainCsvRow::mayBeLong)) {
                assertThat(ReadCsv.together(sample))
                        .as("in blocks, file %d, %s", i, sample)
                        .isEqualTo(found);
            }
            refused += wanted.isEmpty() ? 1 : 0;
            for (int row = 0; row < found.map(List::size).orElse(0); row++) {
                PlainCsvRow plain = wanted.orElseThrow().get(row);
                String told = found.orElseThrow().get(row);
                boolean undecided = plain.mayBeLong() && told.equals(plain.toldCorrupt());
                if (!undecided) {
                    assertThat(told).as("file %d, %s", i, sample).isEqualTo(plain.told());
                }
                rows++;
                corrupt += plain.isCorrupt() ? 1 : 0;
            }
        }
        assertThat(corrupt).isBetween(rows / 5, rows * 4 / 5);
        assertThat(refused).isBetween(FILES / 100, FILES / 5);
    }

    /** Where nothing is damaged, FastCSV cuts the same values. */
    @Test
    void fastCsvCutsTheSameValues() {
        Random random = new Random(SEED);
        int compared = 0;
        for (int i = 0; i < FILES; i++) {
            CsvSample sample = CsvSamples.next(random);
            CsvFormat format = sample.format();
            List<PlainCsv.Cut> cuts = PlainCsv.records(sample.file(), format);
            boolean isKnown = format.escape() == CsvFormat.NONE
                    && PlainCsvRow.isUtf8(sample.file())
                    && cuts.stream().noneMatch(cut -> cut.isBroken() || isDroppedByFastCsv(cut));
            if (isKnown) {
                assertThat(byFastCsv(sample))
                        .as("file %d, %s", i, sample)
                        .isEqualTo(cuts.stream()
                                .map(cut -> cut.values().stream()
                                        .map(value -> PlainCsvRow.utf8(value.meant()))
                                        .toList())
                                .toList());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(FILES / 4);
    }

    /** It takes the line break after a value for the other half of a carriage return within it, and gives no record. */
    private static boolean isDroppedByFastCsv(PlainCsv.Cut cut) {
        return cut.text().matches("(?s).*\r(?!\n).*");
    }

    private static List<List<String>> byFastCsv(CsvSample sample) {
        CsvFormat format = sample.format();
        boolean comments = format.comment() != CsvFormat.NONE;
        List<List<String>> records = new ArrayList<>();
        for (CsvRecord record : CsvReader.builder()
                .fieldSeparator(format.delimiter())
                .allowExtraFields(true)
                .allowMissingFields(true)
                .quoteCharacter(format.quote() == CsvFormat.NONE ? '\u0001' : format.quote())
                .commentStrategy(comments ? CommentStrategy.SKIP : CommentStrategy.NONE)
                .commentCharacter(comments ? format.comment() : '\u0002')
                .skipEmptyLines(false)
                .ofCsvRecord(PlainCsvRow.utf8(PlainCsv.records(sample.file(), format.skip())))) {
            records.add(record.getFields());
        }
        return records;
    }

    /** In many of the files is a value that Spark's reader gives otherwise than it stands there, without a word. */
    @Test
    void sparkChangesValuesOfManyOfTheFiles() {
        Random random = new Random(SEED);
        int changed = 0;
        int files = Math.min(FILES, FOR_SPARK);
        for (int i = 0; i < files; i++) {
            CsvSample sample = CsvSamples.next(random);
            Optional<List<PlainCsvRow>> rows = PlainCsvRow.of(sample);
            if (rows.isEmpty() || ENDLESS.matcher(sample.file()).find()) {
                continue;
            }
            try {
                List<String> names = names(sample);
                List<Map<String, String>> found = names.isEmpty() ? List.of() : SparkCsv.rows(sample, names);
                changed += inventions(sample, rows.get(), found) ? 1 : 0;
            } catch (TextParsingException | SparkRuntimeException e) {
                // It says that it cannot read the file.
            }
        }
        assertThat(changed).isGreaterThan(files * 3 / 10);
    }

    private static List<String> names(CsvSample sample) {
        if (!sample.format().header()) {
            return List.of(sample.columns().fieldNames());
        }
        return PlainCsv.records(sample.file(), sample.format()).stream()
                .filter(cut -> !cut.text().isEmpty())
                .findFirst()
                .map(cut -> cut.values().stream()
                        .map(value -> PlainCsvRow.utf8(value.meant()))
                        .toList())
                .orElse(List.of());
    }

    /** Whether some column has a value, or one more of them, that the file does not have for it. */
    private static boolean inventions(CsvSample sample, List<PlainCsvRow> rows, List<Map<String, String>> found) {
        String[] columns = sample.columns().fieldNames();
        Map<String, Integer> left = new HashMap<>();
        for (PlainCsvRow row : rows) {
            for (int i = 0; i < row.cells().size(); i++) {
                left.merge(columns[i].toLowerCase(Locale.ROOT) + row.cells().get(i), 1, Integer::sum);
            }
        }
        return found.stream()
                .anyMatch(row -> Arrays.stream(columns)
                        .filter(column -> row.get(column) != null)
                        .anyMatch(column ->
                                left.merge(column.toLowerCase(Locale.ROOT) + row.get(column), -1, Integer::sum) < 0));
    }
}
