package com.acme.library;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows the books to everybody, and lends them to who shows the token. */
@RestController
public class Desk {
    private final Books books;
    private final Settings settings;

    Desk(Books books, Settings settings) {
        this.books = books;
        this.settings = settings;
    }

    @GetMapping("/books")
    List<Books.Book> books() {
        return books.all();
    }

    @PostMapping("/books/{title}/loan")
    @ResponseStatus(HttpStatus.CREATED)
    Books.Book lend(@PathVariable String title, @RequestHeader(defaultValue = "") String authorization) {
        if (!known(authorization)) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "show the token");
        }
        var due = LocalDate.now().plusDays(settings.loan().toDays());
        if (!books.lend(title, due)) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "not on its shelf");
        }
        return new Books.Book(title, due);
    }

    private boolean known(String authorization) {
        var wanted = "Bearer " + settings.token();
        return MessageDigest.isEqual(
                wanted.getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
    }
}
