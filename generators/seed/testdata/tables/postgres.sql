CREATE TABLE users (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id     uuid NOT NULL UNIQUE,
    email         varchar(100) NOT NULL UNIQUE,
    password_hash char(60) NOT NULL,
    active        boolean NOT NULL,
    score         numeric(5, 2) NOT NULL,
    token         bytea NOT NULL,
    settings      jsonb NOT NULL,
    born          date NOT NULL,
    note          text DEFAULT 'none',
    created_at    timestamptz NOT NULL,
    seen_at       timestamp,
    manager       integer REFERENCES users (id)
);
CREATE TABLE articles (
    id         bigserial PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    author     integer NOT NULL REFERENCES users (id),
    title      text NOT NULL,
    written_at timestamp NOT NULL
);
CREATE TABLE tags (name text PRIMARY KEY);
CREATE TABLE article_tags (
    article_id bigint NOT NULL REFERENCES articles (id),
    tag        text NOT NULL REFERENCES tags (name),
    PRIMARY KEY (article_id, tag)
);
