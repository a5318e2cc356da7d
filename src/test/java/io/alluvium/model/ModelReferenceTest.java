package io.alluvium.model;

import io.alluvium.config.ReferencePage;
import org.junit.jupiter.api.Test;

class ModelReferenceTest {
    @Test
    void thePageTellsTheKeysThatAreRead() {
        new ReferencePage("model.md", "Models", """
                        A model is one file in `curated/` or `aggregate/` (or `silver/`, `gold/`): one SELECT of Spark SQL that makes the
                        table named by its folder and file. It reads other tables as `layer.name`; the order of work follows from that.
                        `:run_time`, `:run_date` and the `vars` of `project.conf` stand for values.""")
                .section(FrontMatter.KEYS)
                .section(FrontMatter.EXPECT_KEYS)
                .isCommitted();
    }
}
