package io.alluvium.model;

import io.alluvium.config.ReferencePage;
import org.junit.jupiter.api.Test;

class ModelReferenceTest {
    @Test
    void thePageTellsTheKeysThatAreRead() {
        new ReferencePage("model.md", "Models", """
                        A model is one file in `curated/` or `aggregate/` (or `silver/`, `gold/`): one SELECT of Spark SQL that makes the
                        table named by its folder and file. It reads other tables as `layer.name`; the order of work follows from that.
                        `:run_time`, `:run_date` and the `vars` of `project.conf` stand for values, and in a `partition` model `:window_start`
                        and `:window_end`.

                        Spark's own functions can be called, but for those that run code or read anything else than tables of the
                        project. `current_date`, `now()` and the like mean the time of the run. Every column has a name, by itself or by
                        `as`, that no other column has in any letter case and that holds no blank and none of `,;{}()=`. Names are
                        quoted in backquotes: in double quotes stands a text.""")
                .section(FrontMatter.KEYS)
                .section(StrategyKeys.WINDOWS_KEYS)
                .section(StrategyKeys.INPUT_KEYS)
                .section(FrontMatter.EXPECT_KEYS)
                .isCommitted();
    }
}
