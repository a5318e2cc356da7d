package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Work;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Look;
import io.alluvium.source.TableSpec;
import io.alluvium.source.target.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a plan out: every step after those it reads, side by side within the limits. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final String COMPUTE = "compute";

    private final RunContext context;
    private final Definitions definitions;
    private final RunListener listener;

    Execution(RunContext context) {
        this.context = context;
        this.definitions = context.definitions();
        this.listener = context.listener();
    }

    /** One record for each step, in the plan's order. When the calling thread is interrupted, the rest is stopped. */
    List<StepRecord> of(List<PlannedStep> steps) {
        if (needsSpark(steps)) {
            context.spark().start();
        }
        Map<TableName, StepRecord> records = new HashMap<>();
        List<Scheduler.Job<StepRecord>> jobs = new ArrayList<>();
        steps.forEach(step -> jobs.add(job(step, records)));
        try {
            new Scheduler<StepRecord>(limits()).run(jobs);
        } catch (InterruptedException e) {
            // The records say so; a set flag would keep the run's results from being written.
            LOG.warn("the run was stopped");
        }
        synchronized (records) {
            return steps.stream()
                    .map(step -> records.getOrDefault(step.table(), stopped(step.table())))
                    .toList();
        }
    }

    /** Started while sources are still being read: models are Spark's work, and so are files. */
    private static boolean needsSpark(List<PlannedStep> steps) {
        boolean changing = steps.stream().anyMatch(step -> changed(step).isPresent());
        return steps.stream()
                .anyMatch(step -> mayBeComputed(step, changing)
                        || changed(step)
                                .filter(table -> table.can().needsSpark())
                                .isPresent());
    }

    private static Optional<TableSpec> changed(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Optional<TableSpec> extract(PlannedStep.Extract step) {
                return step.look() instanceof Look.Changed ? Optional.of(step.from()) : Optional.empty();
            }

            @Override
            public Optional<TableSpec> transform(PlannedStep.Transform step) {
                return Optional.empty();
            }

            @Override
            public Optional<TableSpec> export(PlannedStep.Export step) {
                return Optional.empty();
            }
        });
    }

    private static boolean mayBeComputed(PlannedStep planned, boolean changing) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Boolean extract(PlannedStep.Extract step) {
                return false;
            }

            @Override
            public Boolean transform(PlannedStep.Transform step) {
                return mayBeComputed(step.decision(), changing);
            }

            @Override
            public Boolean export(PlannedStep.Export step) {
                return mayBeComputed(step.decision(), changing);
            }
        });
    }

    private static boolean mayBeComputed(Decision decision, boolean changing) {
        return decision.work().isComputed() && (changing || decision.onlyIf().isEmpty());
    }

    private Scheduler.Job<StepRecord> job(PlannedStep planned, Map<TableName, StepRecord> records) {
        Attempts attempts = new Attempts(definitions.project().run().retries(), context.clock());
        Step step = step(planned);
        boolean worth = changed(planned).isPresent() || mayBeComputed(planned, true);
        return new Scheduler.Job<>(
                planned.table(),
                after(planned),
                group(planned),
                planned.earlier().orElse(Duration.ZERO),
                before -> {
                    if (worth) {
                        listener.begun(planned.table());
                    }
                    StepRecord record = attempts.of(planned.table(), step, before);
                    synchronized (records) {
                        records.put(record.table(), record);
                        listener.finished(record);
                    }
                    return record;
                });
    }

    private Step step(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Step extract(PlannedStep.Extract step) {
                return new ExtractStep(step, context);
            }

            @Override
            public Step transform(PlannedStep.Transform step) {
                if (step.decision().work() instanceof Work.Skip) {
                    // None of its inputs may change in this run, so that a second look would see what the first saw.
                    return attempt -> Step.Result.skipped(step.decision().reason());
                }
                return modelStep(step);
            }

            @Override
            public Step export(PlannedStep.Export step) {
                return exportStep(step);
            }
        });
    }

    private Step exportStep(PlannedStep.Export planned) {
        if (planned.refusal().isPresent()) {
            Problem refusal = planned.refusal().get();
            return attempt -> {
                throw refusal.asException();
            };
        }
        if (planned.decision().work() instanceof Work.Skip) {
            return attempt -> Step.Result.skipped(planned.decision().reason());
        }
        for (ExportSpec export : definitions.exports()) {
            for (TargetTable table : export.tables()) {
                if (table.name().equals(planned.table())) {
                    return new ExportStep(planned, export, table, context);
                }
            }
        }
        throw new IllegalArgumentException(planned.table() + " is no export of the project");
    }

    private Step modelStep(PlannedStep.Transform planned) {
        if (planned.refusal().isPresent()) {
            Problem refusal = planned.refusal().get();
            return attempt -> {
                throw refusal.asException();
            };
        }
        ModelWork work = new ModelWork(planned, context);
        Strategy strategy = planned.model().strategy();
        if (strategy instanceof Strategy.View) {
            return new ViewStep(work);
        }
        return strategy instanceof Strategy.Partition partition
                ? new WindowsStep(work, partition)
                : new TransformStep(work);
    }

    private static Set<TableName> after(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Set<TableName> extract(PlannedStep.Extract step) {
                return Set.of();
            }

            @Override
            public Set<TableName> transform(PlannedStep.Transform step) {
                return step.model().reads().stream().map(Model.Read::table).collect(Collectors.toSet());
            }

            @Override
            public Set<TableName> export(PlannedStep.Export step) {
                return Set.of(step.from());
            }
        });
    }

    private static String group(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public String extract(PlannedStep.Extract step) {
                return "source " + step.source().name();
            }

            @Override
            public String transform(PlannedStep.Transform step) {
                return COMPUTE;
            }

            @Override
            public String export(PlannedStep.Export step) {
                return COMPUTE;
            }
        });
    }

    private Map<String, Integer> limits() {
        Map<String, Integer> limits = new HashMap<>();
        int parallel = definitions.project().run().parallel();
        limits.put(COMPUTE, parallel);
        definitions.sources().forEach(source -> limits.put("source " + source.name(), parallel));
        return limits;
    }

    private StepRecord stopped(TableName table) {
        return new StepRecord(
                table,
                StepRecord.Outcome.STOPPED,
                "the run was stopped",
                OptionalLong.empty(),
                StepRecord.Changes.NONE,
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                0,
                context.clock().instant(),
                Duration.ZERO);
    }
}
