CREATE TABLE users (
    id            integer AUTO_INCREMENT PRIMARY KEY,
    public_id     char(36) NOT NULL UNIQUE,
    email         varchar(100) NOT NULL UNIQUE,
    password_hash char(60) NOT NULL,
    active        boolean NOT NULL,
    score         decimal(5, 2) NOT NULL,
    token         varbinary(100) NOT NULL,
    settings      json NOT NULL,
    born          date NOT NULL,
    note          varchar(100) DEFAULT 'none',
    created_at    datetime NOT NULL,
    seen_at       datetime,
    manager       integer,
    FOREIGN KEY (manager) REFERENCES users (id)
);
CREATE TABLE articles (
    id         bigint AUTO_INCREMENT PRIMARY KEY,
    slug       varchar(100) NOT NULL UNIQUE,
    author     integer NOT NULL,
    title      text NOT NULL,
    written_at timestamp NOT NULL,
    FOREIGN KEY (author) REFERENCES users (id)
);
CREATE TABLE tags (name varchar(100) PRIMARY KEY);
CREATE TABLE article_tags (
    article_id bigint NOT NULL,
    tag        varchar(100) NOT NULL,
    PRIMARY KEY (article_id, tag),
    FOREIGN KEY (article_id) REFERENCES articles (id),
    FOREIGN KEY (tag) REFERENCES tags (name)
);
