package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Way;
import io.alluvium.source.image.UnfitValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server and the decoder take the same texts for numbers that fit, and for the same numbers. */
class DecimalFitIT {
    private static final long SEED = 20261127;
    private static final String CHARACTERS = "00123456789..--+e ,\n";

    @ParameterizedTest
    @CsvSource({"5, 2", "1, 0", "38, 0", "18, 18", "20, 10", "38, 38"})
    void serverAndDecoderAgree(int precision, int scale) throws SQLException {
        try (PostgresFixture database = PostgresFixture.fresh();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (v text)");
            try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
                for (String text : texts()) {
                    insert.setString(1, text);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            int fitting = 0;
            try (ResultSet row =
                    statement.executeQuery("select v, " + DecimalFit.text("t.v", true, precision, scale) + " from t")) {
                while (row.next()) {
                    @Nullable String decoded = decoded(row.getString(1), precision, scale);
                    assertThat(decoded).as("<%s>", row.getString(1)).isEqualTo(row.getString(2));
                    fitting += decoded == null ? 0 : 1;
                }
            }
            assertThat(fitting).isBetween(10, 900);
        }
    }

    private static List<String> texts() {
        Random random = new Random(SEED);
        List<String> texts =
                new ArrayList<>(List.of("", ".", "-", "1\n", "NaN", "Infinity", "1e1", "0.00", "-0", "99.99"));
        for (int i = 0; i < 1000; i++) {
            String alphabet = i % 2 == 0 ? CHARACTERS : CHARACTERS.substring(0, 11 + random.nextInt(3));
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(1 + (i % 7) * (i % 7)); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static @Nullable String decoded(String text, int precision, int scale) {
        ColumnBatch batch =
                new ColumnBatch(new StructType().add("n", DataTypes.createDecimalType(precision, scale)), 1);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            new TextDecimalForm(precision, scale).into(batch.column(0)).append(bytes, 0, bytes.length);
        } catch (UnfitValue e) {
            return null;
        }
        batch.endRow();
        return ((BigDecimal) Way.rows(batch).get(0).get(0)).toPlainString();
    }
}
