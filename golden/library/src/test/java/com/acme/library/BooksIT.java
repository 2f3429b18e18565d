package com.acme.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Runs where the settings lead to a real PostgreSQL: make test-docker. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class BooksIT {
    @Autowired
    private Books books;

    @Test
    void aBookOnItsShelfIsLentOnce() {
        var due = LocalDate.of(2030, 1, 31);
        assertThat(books.lend("Stoner", due)).isTrue();
        assertThat(books.lend("Stoner", due)).isFalse();
        assertThat(books.all()).contains(new Books.Book("Stoner", due), new Books.Book("Middlemarch", null));
    }
}
