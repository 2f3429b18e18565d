package com.acme.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String TOKEN = "x".repeat(32);

    @Test
    void aTokenHasALength() {
        assertThat(new Settings(TOKEN, Duration.ofDays(1)).token()).isEqualTo(TOKEN);
        assertThatIllegalArgumentException().isThrownBy(() -> new Settings("short", Duration.ofDays(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Settings(null, Duration.ofDays(1)));
    }

    @Test
    void aLoanHasAnEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Settings(TOKEN, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Settings(TOKEN, null));
    }
}
