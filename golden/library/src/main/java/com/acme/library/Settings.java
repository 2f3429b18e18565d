package com.acme.library;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the environment says: LIBRARY_TOKEN and LIBRARY_LOAN.
 *
 * @param token what librarians show
 * @param loan how long a book is lent
 */
@ConfigurationProperties("library")
public record Settings(String token, Duration loan) {
    private static final int SHORTEST_TOKEN = 32;

    public Settings {
        if (token == null || token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("library.token needs at least " + SHORTEST_TOKEN + " characters");
        }
        if (loan == null || loan.isNegative() || loan.isZero()) {
            throw new IllegalArgumentException("library.loan is not a time");
        }
    }
}
