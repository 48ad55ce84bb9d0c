-- A large account's inventory is the same from read to read: writing every row anew to say that it was seen again took
-- as long as writing it. What has not changed is told by its hash, and a group that was listed whole is seen as one.
alter table resources add column content_hash text not null default '';

-- Whatever in the group is not deleted was there at `seen_time`: a complete list marks as deleted what it lacks.
create table resource_sightings (
  tenant_id uuid not null references tenants on delete cascade,
  service text not null,
  account_uid text not null,
  region text not null,
  listed_by text[] not null,
  seen_time timestamptz not null,
  primary key (tenant_id, service, account_uid, region, listed_by)
);
alter table resource_sightings enable row level security;
alter table resource_sightings force row level security;
create policy tenant_isolation on resource_sightings using (tenant_id = (select current_tenant()))
  with check (tenant_id = (select current_tenant()));
grant select on resource_sightings to assay_chat, assay_collect;
grant insert, update, delete on resource_sightings to assay_collect;

-- As before, and the new table: what is cleared was never seen.
create or replace function clear_tenant() returns void language plpgsql security definer set search_path = public as $$
declare name text;
begin
  foreach name in array array['feedback', 'provider_calls', 'answer_cache', 'chat_sessions', 'finding_history',
    'findings', 'check_summaries', 'resources', 'resource_sightings', 'events', 'cost_daily', 'imported_lines',
    'collection_runs', 'collection_state', 'collection_coverage', 'aws_accounts'] loop
    execute format('delete from %I where tenant_id = current_tenant()', name);
  end loop;
  update tenants set seed_version = null, seed_now = null, data_version = data_version + 1
    where tenant_id = current_tenant();
end $$;
