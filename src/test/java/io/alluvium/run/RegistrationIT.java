package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.GlueServer;
import io.alluvium.report.RunRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a server that can be stopped. */
class RegistrationIT extends RegistrationBehaviour {
    private final GlueServer server = GlueServer.start();
    private String name = "shop";

    @Override
    String url() {
        return server.url();
    }

    @Override
    String name() {
        return name;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCatalogThatIsDownFailsNothingAndIsMendedByARunWithNothingToDo() {
        told(project.run());
        List<GlueServer.Request> asked = server.asked();
        server.stop();
        assertThat(told(project.run()).problems()).as("nothing is asked").isEmpty();
        project.write("landing/2.csv", "id,v,w\n2,b,x\n");

        RunRecord.Registration down = told(project.run());

        assertThat(down.tables()).isEmpty();
        assertThat(down.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.CATALOG_UNREACHABLE);
            assertThat(problem.place())
                    .hasValueSatisfying(place -> assertThat(place.line()).isEqualTo(3));
        });
        server.startAgain();
        assertThat(server.asked()).isEqualTo(asked);
        assertThat(told(project.run()).tables())
                .as("curated.c has the columns that it had")
                .hasToString("[raw.t]");
        assertThat(told(project.run()).tables()).isEmpty();
    }

    @Test
    void anotherCatalogIsToldAll() {
        told(project.run());
        name = "elsewhere";
        configure();
        assertThat(told(project.run()).tables()).hasToString("[raw.t, curated.c]");
        assertThat(told(project.run()).tables()).isEmpty();
    }
}
