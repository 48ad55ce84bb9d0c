-- Conversations, what each answer rested on, and every attempt at a provider. Written by assay_chat only.

create table chat_sessions (
  tenant_id uuid not null references tenants on delete cascade,
  session_id uuid not null,
  title text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, session_id)
);
create index chat_sessions_by_time on chat_sessions (tenant_id, updated_at desc, session_id);

create table chat_messages (
  tenant_id uuid not null references tenants on delete cascade,
  message_id uuid not null,
  session_id uuid not null,
  position bigint generated always as identity,
  parent_message_id uuid,
  role text not null check (role in ('user', 'assistant')),
  text text not null default '',
  status text not null check (status in ('streaming', 'done', 'interrupted', 'stopped', 'failed')),
  created_at timestamptz not null,
  finished_at timestamptz,
  intent jsonb,
  plan jsonb,
  coverage jsonb,
  usage jsonb,
  error_class text,
  idempotency_key text,
  payload_hash text,
  -- Who runs the answer now; another process may take it over as interrupted once the heartbeat is old.
  runner_id uuid,
  heartbeat_at timestamptz,
  primary key (tenant_id, message_id),
  foreign key (tenant_id, session_id) references chat_sessions (tenant_id, session_id) on delete cascade
);
create index chat_messages_by_session on chat_messages (tenant_id, session_id, position);
create unique index chat_messages_by_key on chat_messages (tenant_id, idempotency_key) where idempotency_key is not null;
-- One running answer per session.
create unique index chat_messages_running on chat_messages (tenant_id, session_id) where status = 'streaming';

create table message_evidence (
  tenant_id uuid not null references tenants on delete cascade,
  message_id uuid not null,
  position int not null,
  label text not null,
  item jsonb not null,
  primary key (tenant_id, message_id, position),
  foreign key (tenant_id, message_id) references chat_messages (tenant_id, message_id) on delete cascade
);

create table message_claims (
  tenant_id uuid not null references tenants on delete cascade,
  message_id uuid not null,
  position int not null,
  text text not null,
  verdict text not null check (verdict in ('supported', 'contradicted', 'uncited', 'not_checkable')),
  labels text[] not null,
  reason text not null,
  primary key (tenant_id, message_id, position),
  foreign key (tenant_id, message_id) references chat_messages (tenant_id, message_id) on delete cascade
);

-- The durable log of a stream; clients only read it. A row holds the frames of one flush, as they are sent.
create table answer_chunks (
  tenant_id uuid not null references tenants on delete cascade,
  message_id uuid not null,
  seq bigint not null,
  last_seq bigint not null,
  frames text not null,
  primary key (tenant_id, message_id, seq),
  foreign key (tenant_id, message_id) references chat_messages (tenant_id, message_id) on delete cascade
);

create table answer_cache (
  tenant_id uuid not null references tenants on delete cascade,
  cache_key text not null,
  message_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, cache_key),
  foreign key (tenant_id, message_id) references chat_messages (tenant_id, message_id) on delete cascade
);

create table provider_calls (
  tenant_id uuid not null references tenants on delete cascade,
  call_id uuid not null,
  -- Null for a check of a provider, and once its conversation is deleted.
  message_id uuid,
  attempt int not null,
  provider text not null,
  model text not null,
  region text,
  position int not null,
  started_at timestamptz not null,
  outcome text not null check (outcome in ('served', 'failed', 'skipped', 'aborted')),
  error_class text,
  http_status int,
  retry_after_ms bigint,
  upstream text not null default '',
  skip_reason text,
  connect_ms int,
  first_token_ms int,
  total_ms int not null,
  input_tokens int,
  output_tokens int,
  cost_usd numeric,
  primary key (tenant_id, call_id)
);
create index provider_calls_by_time on provider_calls (tenant_id, started_at desc);
create index provider_calls_by_message on provider_calls (tenant_id, message_id);

create table feedback (
  tenant_id uuid not null references tenants on delete cascade,
  message_id uuid not null,
  rating text not null check (rating in ('up', 'down')),
  comment text,
  created_at timestamptz not null,
  primary key (tenant_id, message_id),
  foreign key (tenant_id, message_id) references chat_messages (tenant_id, message_id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['chat_sessions', 'chat_messages', 'message_evidence', 'message_claims', 'answer_chunks',
    'answer_cache', 'provider_calls', 'feedback'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_isolation on %I using (tenant_id = (select current_tenant()))
      with check (tenant_id = (select current_tenant()))', name);
    execute format('grant select, insert, update, delete on %I to assay_chat', name);
  end loop;
end $$;

-- Empties the current tenant in one step: how demo data goes when a real account comes.
create function clear_tenant() returns void language plpgsql security definer set search_path = public as $$
declare name text;
begin
  foreach name in array array['feedback', 'provider_calls', 'answer_cache', 'chat_sessions', 'finding_history',
    'findings', 'check_summaries', 'resources', 'events', 'cost_daily', 'imported_lines', 'collection_runs',
    'collection_state', 'collection_coverage', 'aws_accounts'] loop
    execute format('delete from %I where tenant_id = current_tenant()', name);
  end loop;
  update tenants set seed_version = null, seed_now = null, data_version = data_version + 1
    where tenant_id = current_tenant();
end $$;
revoke execute on function clear_tenant() from public;
grant execute on function clear_tenant() to assay_collect;
