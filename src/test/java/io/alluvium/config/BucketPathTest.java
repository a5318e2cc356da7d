package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BucketPathTest {
    @Test
    void aPrefixMayHoldWhatAUriMustNot() {
        assertThat(BucketPath.uri("s3a://lake/my shop/100%").getPath()).isEqualTo("/my shop/100%");
        assertThat(BucketPath.uri("s3a://lake/my shop").getHost()).isEqualTo("lake");
        assertThat(BucketPath.uri("s3a://lake").getPath()).isEmpty();
        assertThat(BucketPath.bucket("s3a://lake/my shop")).isEqualTo("lake");
    }
}
