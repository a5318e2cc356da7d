package io.alluvium.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

class AlluviumExceptionTest {
    @Test
    void problemsOfATaskOnAnotherMachineArriveWhole() {
        Problem full = Problem.of(ErrorCode.SOURCE_VALUE_UNSUPPORTED, "the column d of t holds infinity")
                .at(new Place("project.conf", 7))
                .marking("t")
                .because("in column d")
                .didYouMean(Optional.of("e"))
                .fixedBy("mend the values");
        Problem bare = Problem.of(ErrorCode.DEFECT, "ours");
        IllegalStateException cause = new IllegalStateException("cause");
        AlluviumException thrown = SerializationUtils.clone(full.asException(cause));

        assertThat(thrown.problems()).containsExactly(full);
        assertThat(thrown.kind()).isEqualTo(Kind.DATA);
        assertThat(thrown)
                .hasMessage("ALV-3006: the column d of t holds infinity")
                .hasCauseInstanceOf(cause.getClass());
        assertThat(SerializationUtils.clone(new AlluviumException(List.of(bare, full)))
                        .problems())
                .containsExactly(bare, full);
    }
}
