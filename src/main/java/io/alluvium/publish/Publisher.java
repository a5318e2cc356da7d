package io.alluvium.publish;

import io.alluvium.lake.Staged;
import io.alluvium.quality.Checked;
import java.util.Optional;

/** Commits what was checked. */
public final class Publisher {

    /** @throws io.alluvium.failure.AlluviumException what {@link Staged#commit()} throws */
    public Published publish(Checked checked) {
        Staged staged = checked.candidate().staged();
        Staged.Effect effect = staged.effect();
        return new Published(Optional.of(staged.commit()), effect);
    }
}
