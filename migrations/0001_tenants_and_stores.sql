-- Tenants, roles and the stores of knowledge. Every table begins its key with tenant_id and is closed by row-level
-- security at the end of the file; names follow OCSF 1.x for findings and FOCUS 1.x for cost.

create extension if not exists vector;

do $$ begin
  create role assay_chat nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  create role assay_collect nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  execute format('grant assay_chat, assay_collect to %I', current_user);
end $$;

create function current_tenant() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('assay.tenant_id', true), '')::uuid $$;

create table tenants (
  tenant_id uuid primary key,
  name text not null,
  is_demo boolean not null default false,
  -- Raised by every transaction that changes what an answer could say; part of the cache key.
  data_version bigint not null default 0,
  -- What filled a demo tenant, and its clock: the demo's now stands still at that instant.
  seed_version text,
  seed_now timestamptz,
  created_at timestamptz not null default now()
);
insert into tenants (tenant_id, name, is_demo) values
  ('00000000-0000-4000-8000-000000000001', 'default', false),
  ('00000000-0000-4000-8000-0000000000de', 'demo', true);

create table aws_accounts (
  tenant_id uuid not null references tenants on delete cascade,
  account_uid text not null,
  name text not null,
  partition text not null default 'aws',
  role_arn text,
  external_id text,
  regions text[] not null default '{}',
  enabled boolean not null default true,
  is_demo boolean not null default false,
  -- Outcome of the last connection test: { at, ok, detail }.
  last_test jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, account_uid)
);

create table findings (
  tenant_id uuid not null references tenants on delete cascade,
  finding_uid text not null,
  class_uid int not null,
  check_id text not null,
  product text not null,
  service text not null,
  title text not null,
  "desc" text not null,
  severity_id int not null check (severity_id between 1 and 6),
  status_id int not null check (status_id between 1 and 5),
  compliance_status_id int check (compliance_status_id between 1 and 3),
  status_detail text not null default '',
  confidence_score int,
  account_uid text not null,
  region text not null,
  resource_uid text not null,
  resource_type text not null,
  resource_name text not null,
  resource_tags jsonb not null default '{}',
  first_seen_time timestamptz not null,
  last_seen_time timestamptz not null,
  resolved_time timestamptz,
  reopened_time timestamptz,
  count int not null default 1,
  evidence jsonb not null default '{}',
  evidence_hash text not null,
  evidence_time timestamptz not null,
  risk text not null default '',
  consequence text not null default '',
  remediation jsonb not null default '[]',
  owner_hint text not null default '',
  compliance jsonb not null default '{}',
  -- Since when, and why, an open finding could not be checked again. The verdict stays what it last was.
  unverified_since timestamptz,
  unverified_reason text,
  -- APIs whose complete read proves that the resource is gone.
  listed_by text[] not null default '{}',
  raw_data jsonb,
  unmapped jsonb,
  estimated_monthly_cost numeric,
  estimated_monthly_savings numeric,
  imported boolean not null default false,
  content_hash text not null default '',
  search tsvector not null default '',
  primary key (tenant_id, finding_uid)
);
create index findings_by_state on findings (tenant_id, account_uid, severity_id, status_id);
create index findings_by_check on findings (tenant_id, check_id, status_id);
create index findings_by_resource on findings (tenant_id, resource_uid);
create index findings_by_severity on findings (tenant_id, severity_id desc, last_seen_time desc, finding_uid);
create index findings_by_search on findings using gin (search);

create table finding_history (
  tenant_id uuid not null references tenants on delete cascade,
  history_id bigint generated always as identity,
  finding_uid text not null,
  changed_at timestamptz not null,
  change text not null check (change in ('opened', 'changed', 'resolved', 'reopened', 'archived', 'suppressed')),
  status_id int not null,
  severity_id int not null,
  compliance_status_id int,
  status_detail text not null,
  evidence jsonb not null,
  evidence_hash text not null,
  primary key (tenant_id, history_id)
);
create index finding_history_by_finding on finding_history (tenant_id, finding_uid, changed_at);
create index finding_history_by_time on finding_history (tenant_id, changed_at);

create table finding_embeddings (
  tenant_id uuid not null references tenants on delete cascade,
  embedder text not null check (embedder in ('local', 'titan')),
  finding_uid text not null,
  model text not null,
  content_hash text not null,
  embedding {{vector}}(1024) not null,
  primary key (tenant_id, embedder, finding_uid),
  foreign key (tenant_id, finding_uid) references findings (tenant_id, finding_uid) on delete cascade
);
-- Out-of-line storage makes the planner think that vectors are free to read.
alter table finding_embeddings alter column embedding set storage plain;
--if postgres
create index finding_embeddings_local on finding_embeddings using hnsw (embedding {{vector_ops}})
  with (m = 16, ef_construction = 64) where embedder = 'local';
create index finding_embeddings_titan on finding_embeddings using hnsw (embedding {{vector_ops}})
  with (m = 16, ef_construction = 64) where embedder = 'titan';
--end

create table check_summaries (
  tenant_id uuid not null references tenants on delete cascade,
  check_id text not null,
  account_uid text not null,
  region text not null,
  service text not null,
  title text not null,
  severity_id int not null,
  pass int not null,
  fail int not null,
  warning int not null,
  as_of timestamptz not null,
  primary key (tenant_id, check_id, account_uid, region)
);

create table resources (
  tenant_id uuid not null references tenants on delete cascade,
  resource_uid text not null,
  type text not null,
  name text not null,
  service text not null,
  account_uid text not null,
  region text not null,
  tags jsonb not null default '{}',
  attributes jsonb not null default '{}',
  listed_by text[] not null default '{}',
  created_time timestamptz,
  first_seen_time timestamptz not null,
  last_seen_time timestamptz not null,
  deleted_time timestamptz,
  primary key (tenant_id, resource_uid)
);
create index resources_by_type on resources (tenant_id, type, account_uid, region);
create index resources_by_name on resources (tenant_id, name);

create table events (
  tenant_id uuid not null references tenants on delete cascade,
  event_id text not null,
  time timestamptz not null,
  name text not null,
  source text not null,
  account_uid text not null,
  region text not null,
  principal_type text not null,
  principal text not null,
  principal_name text not null,
  session_name text,
  source_ip_address text,
  user_agent text,
  error_code text,
  error_message text,
  read_only boolean,
  resources text[] not null default '{}',
  raw jsonb,
  imported boolean not null default false,
  primary key (tenant_id, event_id)
);
create index events_by_time on events (tenant_id, time desc, event_id);
create index events_by_name on events (tenant_id, name, time);
create index events_by_principal on events (tenant_id, principal, time);

create table cost_daily (
  tenant_id uuid not null references tenants on delete cascade,
  charge_period_start date not null,
  -- Hash of the dimensions below; rows of two views are never added together.
  cost_key text not null,
  x_view text not null check (x_view in ('service_account', 'service_region', 'service_usage_type', 'focus')),
  billing_account_id text,
  sub_account_id text not null,
  sub_account_name text,
  service_name text not null,
  region_id text,
  charge_category text not null,
  billed_cost numeric not null,
  effective_cost numeric not null,
  list_cost numeric,
  billing_currency text not null,
  consumed_quantity numeric,
  consumed_unit text,
  x_usage_type text,
  x_estimated boolean not null default false,
  imported boolean not null default false,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, charge_period_start, cost_key)
);
create index cost_daily_by_view on cost_daily (tenant_id, x_view, charge_period_start);

-- Lines of imported bills already counted: the same line in a second file, or after a kill, adds nothing.
create table imported_lines (
  tenant_id uuid not null references tenants on delete cascade,
  fingerprint bytea not null,
  primary key (tenant_id, fingerprint)
);

create table collection_runs (
  tenant_id uuid not null references tenants on delete cascade,
  run_id uuid not null,
  collector text not null,
  account_uid text not null,
  region text not null,
  occurrence timestamptz,
  state text not null check (state in ('running', 'succeeded', 'partial', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  items int not null default 0,
  changes jsonb not null default '{}',
  error_class text,
  error_detail text,
  primary key (tenant_id, run_id)
);
create index collection_runs_by_collector on collection_runs (tenant_id, collector, started_at desc);

-- One row per collector, account and region: where the next read starts, and the lease that fences a late writer.
create table collection_state (
  tenant_id uuid not null references tenants on delete cascade,
  collector text not null,
  account_uid text not null,
  region text not null,
  cursor jsonb,
  lease_run_id uuid,
  lease_until timestamptz,
  last_success_at timestamptz,
  last_attempt_at timestamptz,
  -- Moving average of items of good runs; a run far below it is flagged.
  baseline_items numeric,
  last_items int,
  primary key (tenant_id, collector, account_uid, region)
);

create table collection_coverage (
  tenant_id uuid not null references tenants on delete cascade,
  product text not null,
  account_uid text not null,
  region text not null,
  api text not null,
  outcome text not null check (outcome in
    ('ok', 'denied', 'scp_denied', 'throttled', 'not_enabled', 'region_disabled', 'partial', 'error')),
  items int not null,
  truncated boolean not null default false,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  last_ok_at timestamptz,
  error_code text,
  permission text,
  detail text,
  primary key (tenant_id, product, account_uid, region, api)
);

do $$
declare name text;
begin
  foreach name in array array['tenants', 'aws_accounts', 'findings', 'finding_history', 'finding_embeddings',
    'check_summaries', 'resources', 'events', 'cost_daily', 'imported_lines', 'collection_runs', 'collection_state',
    'collection_coverage'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_isolation on %I using (tenant_id = (select current_tenant()))
      with check (tenant_id = (select current_tenant()))', name);
    execute format('grant select on %I to assay_chat, assay_collect', name);
    if name <> 'tenants' then
      execute format('grant insert, update, delete on %I to assay_collect', name);
    end if;
  end loop;
end $$;
grant update (data_version, seed_version, seed_now) on tenants to assay_collect;
