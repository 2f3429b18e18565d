package com.acme.library;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;

@WebMvcTest(
        controllers = Desk.class,
        properties = {"library.token=" + DeskTest.TOKEN, "library.loan=21d"})
@EnableConfigurationProperties(Settings.class)
class DeskTest {
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Autowired
    private MockMvc client;

    @MockitoBean
    private Books books;

    @Test
    void everybodySeesTheBooks() throws Exception {
        given(books.all()).willReturn(List.of(new Books.Book("Stoner", null)));
        client.perform(get("/books"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].title").value("Stoner"));
    }

    @Test
    void aBookIsLentForTheToken() throws Exception {
        var due = LocalDate.now().plusDays(21);
        given(books.lend("Stoner", due)).willReturn(true);
        client.perform(post("/books/Stoner/loan").header("Authorization", "Bearer " + TOKEN))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.due").value(due.toString()));
    }

    @Test
    void nobodyElseGetsOne() throws Exception {
        client.perform(post("/books/Stoner/loan")).andExpect(status().isUnauthorized());
        client.perform(post("/books/Stoner/loan").header("Authorization", "Bearer x"))
                .andExpect(status().isUnauthorized());
    }

    @Test
    void aBookIsLentOnce() throws Exception {
        given(books.lend(eq("Stoner"), any())).willReturn(false);
        client.perform(post("/books/Stoner/loan").header("Authorization", "Bearer " + TOKEN))
                .andExpect(status().isConflict());
    }
}
