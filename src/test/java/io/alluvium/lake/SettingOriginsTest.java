package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class SettingOriginsTest {
    @Test
    void settingsStayAndNobodyKnowsWhereTheyAreFrom() {
        Configuration settings = new Configuration();
        settings.set("fs.shop.endpoint", "here");
        Map<String, String> before = content(settings);
        assertThat(settings.getPropertySources("io.file.buffer.size")).contains("core-default.xml");

        SettingOrigins.forget(settings);

        assertThat(settings.getPropertySources("io.file.buffer.size")).isNull();
        assertThat(content(settings)).containsAllEntriesOf(before).containsEntry("fs.shop.endpoint", "here");
        settings.set("fs.shop.endpoint", "there");
        assertThat(new Configuration(settings).get("fs.shop.endpoint")).isEqualTo("there");
    }

    private static Map<String, String> content(Configuration settings) {
        Map<String, String> content = new TreeMap<>();
        settings.forEach(setting -> content.put(setting.getKey(), setting.getValue()));
        return content;
    }
}
