package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Layer;
import io.alluvium.failure.AlluviumException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogSectionTest {
    @TempDir
    Path folder;

    private CatalogSettings read(String catalog) {
        return new TestProject(folder)
                .conf("project = my-shop\ncatalog { " + catalog + " }\n")
                .read()
                .catalog()
                .orElseThrow();
    }

    @Test
    void aMetastoreIsNamedByItsAddresses() {
        CatalogSettings hive = read("type = hive, uri = \"thrift://a, thrift://b.c:9999\"");
        assertThat(hive).hasToString("hive thrift://a:9083,thrift://b.c:9999");
        assertThat(hive.database(Layer.RAW)).isEqualTo("my_shop_raw");
        CatalogSettings glue = read("type = glue, databases { raw = landing, aggregate = marts }");
        assertThat(glue).hasToString("glue");
        assertThat(glue.database(Layer.RAW)).isEqualTo("landing");
        assertThat(glue.database(Layer.CURATED)).isEqualTo("my_shop_curated");
        assertThat(glue.database(Layer.AGGREGATE)).isEqualTo("marts");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            type = hive § ALV-1005: uri is missing for catalog
            uri = "thrift://a" § ALV-1005: type is missing
            type = hive, uri = "http://a" § ALV-1007: uri = "http://a" is no metastore's address
            type = hive, uri = "thrift://a", region = x § ALV-1007: region belongs to type = glue
            type = glue, uri = "thrift://a" § ALV-1007: uri belongs to type = hive
            type = glue, endpoint = "x" § ALV-1007: endpoint = "x" is not a URL
            type = glue, databases { raw = "A-b" } § ALV-2012: "A-b" is no name of a database here
            type = unity § ALV-1007: type = "unity" is not known
            """)
    void whatItIsNotIsRefused(String catalog, String message) {
        assertThatThrownBy(() -> read(catalog))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining(message);
    }
}
