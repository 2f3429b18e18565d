create table tickets (
  id bigint generated always as identity primary key,
  subject text not null,
  body text not null,
  team text
);

-- What the worker looks for.
create index tickets_without_team on tickets (id) where team is null;
