-- Which language models a tenant's questions may go to, and what a kept attempt was: a check, or a link passed over.

-- Names of providers; null allows all. The offline composer is always allowed: nothing leaves the building.
alter table tenants add column allowed_providers text[];
grant update (allowed_providers) on tenants to assay_collect;

alter table provider_calls
  -- Asked for on the providers page; belongs to no answer.
  add column is_check boolean not null default false,
  -- Why a link was not asked.
  add column skip_kind text,
  -- What of a provider's content policy a refusal named.
  add column block_reason text;
