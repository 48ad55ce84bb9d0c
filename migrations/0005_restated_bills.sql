-- A bill is restated until it is final: the same charge comes again with other amounts. What each imported line added is
-- kept, so that its restatement can take its place. Lines imported before this migration have no charge and stay.
alter table imported_lines
  -- Hash of the columns that say what was charged for; not unique.
  add column charge bytea,
  -- The last import that had this line.
  add column import_id uuid,
  add column sub_account_id text,
  add column charge_period_start date,
  add column cost_key text,
  add column billed_cost numeric,
  add column effective_cost numeric,
  add column list_cost numeric,
  add column consumed_quantity numeric;
create index imported_lines_by_charge on imported_lines (tenant_id, charge) where charge is not null;
