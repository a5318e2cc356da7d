package io.alluvium.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.verify.Compared;
import io.alluvium.verify.Difference;
import io.alluvium.verify.Verdict;
import java.util.List;
import java.util.Optional;

/** Verdicts as JSON. */
public final class VerifyJson {
    private VerifyJson() {}

    /** @param repair the run that extracted again what differed, before these verdicts */
    public static String write(List<Verdict> verdicts, Optional<RunRecord> repair, ExitStatus exit) {
        ObjectNode root = AnswerJson.document();
        ArrayNode tables = root.putArray("tables");
        verdicts.forEach(verdict -> table(verdict, tables.addObject()));
        root.put("repair_run", repair.map(run -> run.id().number()).orElse(null));
        return AnswerJson.text(root.put("exit_status", exit.code()));
    }

    static String word(Verdict verdict) {
        return verdict.match(new Verdict.Cases<>() {
            @Override
            public String checked(Verdict.Checked verdict) {
                return verdict.compared().isEqual() ? "equal" : "differs";
            }

            @Override
            public String recomputed(Verdict.Recomputed verdict) {
                return verdict.isEqual() ? "equal" : "differs";
            }

            @Override
            public String notCompared(Verdict.NotCompared verdict) {
                return "not_compared";
            }

            @Override
            public String failed(Verdict.Failed verdict) {
                return "failed";
            }
        });
    }

    private static void table(Verdict verdict, ObjectNode node) {
        node.put("table", verdict.table().toString()).put("verdict", word(verdict));
        verdict.match(new Verdict.Cases<ObjectNode>() {
            @Override
            public ObjectNode checked(Verdict.Checked verdict) {
                return compared(verdict, node);
            }

            @Override
            public ObjectNode recomputed(Verdict.Recomputed verdict) {
                node.put("rows", verdict.rows());
                node.put("missing", verdict.missing());
                return node.put("superfluous", verdict.superfluous());
            }

            @Override
            public ObjectNode notCompared(Verdict.NotCompared verdict) {
                return node.put("reason", verdict.reason());
            }

            @Override
            public ObjectNode failed(Verdict.Failed verdict) {
                return node.set("problem", ProblemJson.write(verdict.problem()));
            }
        });
    }

    private static ObjectNode compared(Verdict.Checked verdict, ObjectNode node) {
        Compared compared = verdict.compared();
        node.put("rows", compared.rows());
        node.put("newer", compared.newer());
        node.put("missing", compared.missing());
        node.put("differing", compared.differing());
        node.put("superfluous", compared.superfluous());
        node.put("repeated", compared.repeated());
        node.put("gone", compared.gone());
        node.put("updated", compared.updated());
        node.put("ranges_compared", compared.ranges());
        node.put("key", compared.keyColumn().orElse(null));
        ArrayNode ranges = node.putArray("ranges");
        compared.differences().forEach(range -> range(range, ranges.addObject()));
        ArrayNode notes = node.putArray("notes");
        verdict.notes().forEach(notes::add);
        compared.omitted().forEach(notes::add);
        return node;
    }

    private static void range(Difference range, ObjectNode node) {
        node.put("first", range.first().orElse(null));
        node.put("last", range.last().orElse(null));
        node.put("missing", range.missing());
        node.put("differing", range.differing());
        node.put("superfluous", range.superfluous());
    }
}
