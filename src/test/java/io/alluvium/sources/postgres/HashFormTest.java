package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.domain.Place;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Way;
import io.alluvium.source.columns.MaskKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashFormTest {
    @TempDir
    Path folder;

    private MaskKey key(String secret) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
        return MaskKey.of(SecretReference.parse("file:" + file, new Place("project.conf", 3))
                .orElseThrow());
    }

    /** Values of openssl's. */
    @Test
    void aValueIsHashedAsAnyHmacOfSha256() throws IOException {
        ColumnBatch batch = new ColumnBatch(new StructType().add("v", DataTypes.StringType), 2);
        BinaryForm.Decoder decoder = new HashForm(key("0123456789abcdef0123")).into(batch.column(0));
        byte[] bytes = "xHi There".getBytes(StandardCharsets.UTF_8);
        decoder.append(bytes, 1, bytes.length - 1);
        batch.endRow();
        decoder.append(bytes, 0, 0);
        batch.endRow();

        assertThat(Way.rows(batch))
                .extracting(row -> String.valueOf(row.get(0)))
                .containsExactly(
                        "6172b174a612d7761e1af55af8e5f36bc119cf998e219036a5e4ecc36a4434a6",
                        "3d4abf31fa662fe2c343093533e8e802e36859ef3d370a4c5c9de577582c2f7a");
    }

    @Test
    void itPrintsNoSecret() throws IOException {
        assertThat(new HashForm(key("0123456789abcdef")).toString()).doesNotContain("0123456789abcdef");
    }
}
