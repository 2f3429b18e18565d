package com.acme.library;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The books, and who has them. */
@Repository
public class Books {
    private final JdbcClient database;

    Books(JdbcClient database) {
        this.database = database;
    }

    /** A book of the library; {@code due} is null while it is on its shelf. */
    public record Book(String title, LocalDate due) {}

    List<Book> all() {
        return database.sql("SELECT title, due FROM book ORDER BY title")
                .query(Book.class)
                .list();
    }

    /** Lends a book that is on its shelf; returns false if there is none. */
    boolean lend(String title, LocalDate due) {
        return database.sql("UPDATE book SET due = :due WHERE title = :title AND due IS NULL")
                        .param("title", title)
                        .param("due", due)
                        .update()
                == 1;
    }
}
