package io.alluvium.config;

import io.alluvium.export.Exports;
import io.alluvium.sources.SourceTypes;
import org.junit.jupiter.api.Test;

class ProjectReferenceTest {
    @Test
    void thePageTellsTheKeysThatAreRead() {
        new ReferencePage("project.md", "project.conf", """
                        A project is a folder with a `project.conf` in [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md).
                        A key that is not listed here is refused. Values are taken, the strongest first, from `--set key=value`, from
                        `conf/<env>.conf` with `--env <env>`, and from `project.conf`; `${NAME}` outside quotes is replaced by another key
                        or an environment variable, `${?NAME}` may be absent. Text with other characters than letters, digits, `_`, `-`,
                        `.` and `/` needs quotes.""")
                .section(ProjectSection.KEYS)
                .section(WarehouseSection.KEYS)
                .section(WarehouseSection.S3_KEYS)
                .section(ProjectSection.RUN_KEYS)
                .sections(SourceTypes.all().list().stream()
                        .flatMap(type -> type.keys().stream())
                        .toList())
                .sections(Exports.keys(SourceTypes.all()))
                .section(DeploySection.KEYS)
                .section(DeploySection.DRIVER_KEYS)
                .section(DeploySection.EXECUTOR_KEYS)
                .section(DeployTargets.AWS_KEYS)
                .section(DeployTargets.EMR_KEYS)
                .section(DeployTargets.SERVERLESS_KEYS)
                .section(DeployTargets.KUBERNETES_KEYS)
                .section(DeployTargets.YARN_KEYS)
                .isCommitted();
    }
}
