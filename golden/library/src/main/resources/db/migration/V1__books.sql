CREATE TABLE book (
    title text PRIMARY KEY,
    due   date
);

INSERT INTO book (title) VALUES ('Middlemarch'), ('Stoner');
