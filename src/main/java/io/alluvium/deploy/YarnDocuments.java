package io.alluvium.deploy;

import java.util.ArrayList;
import java.util.List;

/** What spark-submit is told where YARN has the machines. */
final class YarnDocuments {
    private final Job job;

    YarnDocuments(Job job) {
        this.job = job;
    }

    List<Document> all() {
        List<String> words = new ArrayList<>(List.of("spark-submit", "--master", "yarn", "--deploy-mode", "cluster"));
        job.deploy().queue().ifPresent(queue -> words.addAll(List.of("--queue", queue)));
        words.addAll(job.submitOptions());
        words.add(job.jar());
        words.addAll(job.arguments());
        ShellText text = new ShellText();
        text.comment(
                "A run. YARN tells every failure as 1: scripts/submit-yarn.sh asks the warehouse how a keyed run ended.");
        text.command(words);
        return List.of(text.file("commands.sh"));
    }
}
